package io.kokko.hello;

import io.kokko.channel.Channel;
import io.kokko.channel.JoinResult;
import io.kokko.channel.Next;
import io.kokko.channel.Reply;
import io.kokko.channel.Result;
import io.kokko.channel.Socket;
import io.kokko.channel.Stream;
import io.kokko.message.Payload;
import java.time.Duration;

/** What is kept of a room of the demo: what was said and drawn there. */
public final class BoardChannel {

  // tag::channel[]
  /** From the client. */
  public record Say(Person person, String text) {
    public Say {
      Checked.require(person != null, "person (expected: id, name, hue)");
      Checked.require(
          text != null && !text.isBlank() && text.length() <= MAX_TEXT_CHARS,
          "text (expected: 1 to " + MAX_TEXT_CHARS + " characters)");
    }
  }

  /** From the client, and to all. */
  public record Draw(Person person, Line line) {
    public Draw {
      Checked.require(person != null, "person (expected: id, name, hue)");
      Checked.require(line != null, "line (expected: number, width, points)");
    }
  }

  /** To all: who said what, on which node, when in milliseconds since 1970. */
  public record Said(Person person, String text, String node, long at) {}

  private static final int MAX_TEXT_CHARS = 300;
  private static final Duration WINDOW = Duration.ofMinutes(10);

  public static Channel<User, BoardChannel> create() {
    return Channel.<User, BoardChannel>join(
            (topic, params, socket) -> JoinResult.ok(new BoardChannel(socket)))
        .stream(Stream.keep(400).within(Duration.ofDays(1)))
        .handleIn("say", Payload.class, BoardChannel::say)
        .handleIn("draw", Payload.class, BoardChannel::draw)
        .handleIn("wipe", Payload.class, BoardChannel::wipe)
        .idempotent("say", WINDOW)
        .idempotent("draw", WINDOW)
        .idempotent("wipe", WINDOW);
  }

  private final Socket<User> socket;

  private BoardChannel(Socket<User> socket) {
    this.socket = socket;
  }

  private Result say(Payload payload) {
    return Checked.handle(
        payload,
        Say.class,
        say ->
            keep(
                "said",
                new Said(say.person(), say.text(), socket.nodeName(), System.currentTimeMillis())));
  }

  private Result draw(Payload payload) {
    return Checked.handle(payload, Draw.class, draw -> keep("drew", draw));
  }

  private Result wipe(Payload payload) {
    return Checked.handle(payload, Person.class, person -> keep("wiped", person));
  }

  private Next keep(String event, Object payload) {
    return socket.replyWhen(socket.append(event, payload).thenApply(position -> Reply.ok()));
  }
  // end::channel[]
}
