package io.kokko.hello;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kokko.channel.Channel;
import io.kokko.channel.JoinResult;
import io.kokko.channel.Next;
import io.kokko.channel.Reply;
import io.kokko.channel.Result;
import io.kokko.channel.Socket;
import io.kokko.message.JsonPayload;
import io.kokko.message.Payload;
import java.util.Map;

/** Answers pings, and tells its client which node it is on when somebody asks all clients. */
public final class PingChannel {

  // tag::channel[]
  public static Channel<User, PingChannel> create() {
    return Channel.join(PingChannel::join)
        .handleIn("ping", Payload.class, PingChannel::ping)
        .handleInPattern("ping:*", Payload.class, PingChannel::pingPhrase)
        .handleIn("pong", Payload.class, PingChannel::pong)
        .handleIn("ding", Payload.class, PingChannel::ding)
        .handleIn("param_ping", Payload.class, PingChannel::paramPing)
        .handleOut("request_ping", ObjectNode.class, PingChannel::requestPing);
  }

  private final Socket<User> socket;

  private PingChannel(Socket<User> socket) {
    this.socket = socket;
  }

  private static JoinResult<PingChannel> join(String topic, Payload params, Socket<User> socket) {
    return JoinResult.ok(new PingChannel(socket));
  }

  private Reply ping(Payload ping) {
    return Reply.ok(Pong.to(ping));
  }

  private Reply pingPhrase(String event, Payload ping) {
    return Reply.ok(Pong.of(event.substring("ping:".length())));
  }

  private Next pong(Payload pong) {
    return Reply.none();
  }

  private Result ding(Payload ding) {
    return Reply.ok(Map.of("msg", "shutting down")).thenStop();
  }

  private Reply paramPing(Payload params) {
    return params instanceof JsonPayload && params.json().path("error").booleanValue()
        ? Reply.error(Map.of("reason", "You asked for this!"))
        : Reply.ok(params);
  }

  private Next requestPing(ObjectNode request) {
    socket.push("send_ping", request.put("from_node", socket.nodeName()));
    return Reply.none();
  }
  // end::channel[]
}
