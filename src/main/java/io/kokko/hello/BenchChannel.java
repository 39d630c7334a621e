package io.kokko.hello;

import io.kokko.channel.Channel;
import io.kokko.channel.JoinResult;
import io.kokko.channel.Next;
import io.kokko.channel.Reply;
import io.kokko.channel.Socket;
import io.kokko.message.Payload;

/** Does as little as it can, so that a benchmark measures the rest. */
public final class BenchChannel {

  public static Channel<User, BenchChannel> create() {
    return Channel.join(BenchChannel::join)
        .handleIn("echo", Payload.class, BenchChannel::echo)
        .handleIn("shout", Payload.class, BenchChannel::shout);
  }

  private final Socket<User> socket;

  private BenchChannel(Socket<User> socket) {
    this.socket = socket;
  }

  private static JoinResult<BenchChannel> join(String topic, Payload params, Socket<User> socket) {
    return JoinResult.ok(new BenchChannel(socket));
  }

  private Reply echo(Payload payload) {
    return Reply.ok(payload);
  }

  private Next shout(Payload payload) {
    socket.broadcast("shout", payload);
    return Reply.none();
  }
}
