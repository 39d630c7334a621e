package io.kokko.hello;

import io.kokko.channel.Channel;
import io.kokko.channel.JoinResult;
import io.kokko.channel.Next;
import io.kokko.channel.Reply;
import io.kokko.channel.Socket;
import io.kokko.channel.Stream;
import io.kokko.message.Payload;
import java.time.Duration;
import java.util.Map;

/** A room that nobody misses anything of: what is said there is kept. */
public final class StreamChannel {

  // tag::channel[]
  public static Channel<User, StreamChannel> create() {
    return Channel.join(StreamChannel::join).stream(
            Stream.keep(1_000).within(Duration.ofMinutes(10)))
        .handleIn("new_msg", Payload.class, StreamChannel::newMsg)
        .handleIn("new_msg_from", Payload.class, StreamChannel::newMsgFrom)
        .idempotent("new_msg", Duration.ofMinutes(10));
  }

  private final Socket<User> socket;

  private StreamChannel(Socket<User> socket) {
    this.socket = socket;
  }

  private static JoinResult<StreamChannel> join(String topic, Payload params, Socket<User> socket) {
    return JoinResult.ok(new StreamChannel(socket), Map.of("joined", topic));
  }

  /** The client hears {@code ok} when its message is safe. */
  private Next newMsg(Payload msg) {
    return socket.replyWhen(socket.append("new_msg", msg).thenApply(position -> Reply.ok()));
  }

  private Next newMsgFrom(Payload msg) {
    return socket.replyWhen(
        socket.appendFrom("new_msg_from", msg).thenApply(position -> Reply.ok()));
  }
  // end::channel[]
}
