package io.kokko.hello;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kokko.channel.Channel;
import io.kokko.channel.JoinResult;
import io.kokko.channel.Next;
import io.kokko.channel.Reply;
import io.kokko.channel.Socket;
import io.kokko.message.Payload;
import io.kokko.presence.Presence;
import io.kokko.presence.PresenceView;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Shows who is in the topic, and since when. */
public final class PresenceChannel {

  // tag::channel[]
  /** From the client: who it is. */
  public record Join(@Nullable String user) {}

  /** To all clients: since when somebody is there, in seconds since 1970. */
  public record Online(@JsonProperty("online_at") long onlineAt) {}

  private record AfterJoin() {}

  public static Channel<User, PresenceChannel> create(Presence presence) {
    return Channel.join(
            (String topic, Payload params, Socket<User> socket) -> join(params, socket, presence))
        .handleInfo(AfterJoin.class, PresenceChannel::afterJoin)
        .handleIn("update_meta", ObjectNode.class, PresenceChannel::updateMeta)
        .handleIn("untrack", Payload.class, PresenceChannel::untrack)
        .handleIn("list", Payload.class, PresenceChannel::list);
  }

  private final Socket<User> socket;
  private final Presence presence;
  private final PresenceView view;
  private final String user;

  private PresenceChannel(Socket<User> socket, Presence presence, PresenceView view, String user) {
    this.socket = socket;
    this.presence = presence;
    this.view = view;
    this.user = user;
  }

  private static JoinResult<PresenceChannel> join(
      Payload params, Socket<User> socket, Presence presence) {
    String user = params.as(Join.class).user();
    PresenceView view = presence.view(socket, params);
    socket.info(new AfterJoin());
    return JoinResult.ok(
        new PresenceChannel(socket, presence, view, user == null ? "anonymous" : user),
        view.reply());
  }

  private Next afterJoin(AfterJoin joined) {
    view.push();
    presence.track(socket, user, new Online(Instant.now().getEpochSecond()));
    return Next.noReply();
  }

  private Reply updateMeta(ObjectNode more) {
    presence.update(socket, user, meta -> meta.setAll(more));
    return Reply.ok();
  }

  private Reply untrack(Payload nothing) {
    presence.untrack(socket, user);
    return Reply.ok();
  }

  private Reply list(Payload nothing) {
    return Reply.ok(presence.list(socket));
  }
  // end::channel[]
}
