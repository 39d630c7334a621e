package io.kokko.hello;

import io.kokko.channel.Channel;
import io.kokko.channel.JoinResult;
import io.kokko.channel.Next;
import io.kokko.channel.Reply;
import io.kokko.channel.Result;
import io.kokko.channel.Socket;
import io.kokko.message.Payload;
import io.kokko.message.PayloadException;
import io.kokko.presence.Presence;

/**
 * A room of the demo: who is there, and what the next message outdates: where they point, and lines
 * while they are drawn.
 */
public final class DemoChannel {

  // tag::channel[]
  /** To all, by presence: somebody who is there. */
  public record Here(String name, int hue, String node) {}

  /** To the others: where somebody's mouse is, or has made sparks. */
  public record At(String id, Spot spot) {}

  /** To the others: how somebody's line begins, or goes on. */
  public record Ink(String id, int hue, Line line) {}

  private record AfterJoin() {}

  public static Channel<User, DemoChannel> create(Presence presence) {
    return Channel.<User, DemoChannel>join(
            (topic, params, socket) -> join(params, socket, presence))
        .handleInfo(AfterJoin.class, DemoChannel::afterJoin)
        .handleIn("rename", Payload.class, DemoChannel::rename)
        .handleIn("move", Payload.class, DemoChannel::move)
        .handleIn("spark", Payload.class, DemoChannel::spark)
        .handleIn("ink", Payload.class, DemoChannel::ink);
  }

  private final Socket<User> socket;
  private final Presence presence;
  private Person person;

  private DemoChannel(Socket<User> socket, Presence presence, Person person) {
    this.socket = socket;
    this.presence = presence;
    this.person = person;
  }

  private static JoinResult<DemoChannel> join(
      Payload params, Socket<User> socket, Presence presence) {
    try {
      Person person = params.as(Person.class);
      socket.info(new AfterJoin());
      return JoinResult.ok(new DemoChannel(socket, presence, person));
    } catch (PayloadException e) {
      return JoinResult.error(Checked.refusal(e));
    }
  }

  private Next afterJoin(AfterJoin joined) {
    presence.push(socket);
    presence.track(socket, person.id(), here());
    return Next.noReply();
  }

  private Here here() {
    return new Here(person.name(), person.hue(), socket.nodeName());
  }

  private Result rename(Payload payload) {
    return Checked.handle(
        payload,
        Person.class,
        renamed -> {
          person = new Person(person.id(), renamed.name(), renamed.hue());
          presence.update(socket, person.id(), here());
          return Reply.ok();
        });
  }

  private Result move(Payload payload) {
    return Checked.handle(payload, Spot.class, spot -> tell("moved", new At(person.id(), spot)));
  }

  private Result spark(Payload payload) {
    return Checked.handle(payload, Spot.class, spot -> tell("sparked", new At(person.id(), spot)));
  }

  private Result ink(Payload payload) {
    return Checked.handle(
        payload, Line.class, line -> tell("inked", new Ink(person.id(), person.hue(), line)));
  }

  private Next tell(String event, Object payload) {
    socket.broadcastFrom(event, payload);
    return Reply.none();
  }
  // end::channel[]
}
