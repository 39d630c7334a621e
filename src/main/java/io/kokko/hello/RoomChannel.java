package io.kokko.hello;

import com.fasterxml.jackson.databind.JsonNode;
import io.kokko.channel.Channel;
import io.kokko.channel.JoinResult;
import io.kokko.channel.Next;
import io.kokko.channel.Reply;
import io.kokko.channel.ReplyRef;
import io.kokko.channel.Socket;
import io.kokko.message.JsonPayload;
import io.kokko.message.Payload;
import java.time.Duration;
import java.util.Map;

/** Shows everything that a channel can do with a message of its client. */
public final class RoomChannel {

  private record Later(ReplyRef ref) {}

  private static final Duration LATER = Duration.ofMillis(50);

  public static Channel<User, RoomChannel> create() {
    return Channel.join(RoomChannel::join)
        .handleIn("new_msg", Payload.class, RoomChannel::newMsg)
        .handleIn("new_msg_from", Payload.class, RoomChannel::newMsgFrom)
        .handleIn("echo", Payload.class, RoomChannel::echo)
        .handleIn("echo_bin", Payload.class, RoomChannel::echo)
        .handleIn("push_me", Payload.class, RoomChannel::pushMe)
        .handleIn("push_bin", Payload.class, RoomChannel::pushBin)
        .handleIn("bcast_bin", Payload.class, RoomChannel::broadcastBin)
        .handleIn("boom", Payload.class, RoomChannel::boom)
        .handleIn("stop", Payload.class, (room, payload) -> Next.stop())
        .handleIn("stop_reply", Payload.class, RoomChannel::stopReply)
        .handleIn("async", Payload.class, RoomChannel::async)
        .handleIn("slow", Payload.class, RoomChannel::slow)
        .handleInfo(Later.class, RoomChannel::later)
        .blocking();
  }

  private final Socket<User> socket;

  private RoomChannel(Socket<User> socket) {
    this.socket = socket;
  }

  private static JoinResult<RoomChannel> join(String topic, Payload params, Socket<User> socket) {
    if (isTrue(params, "deny")) {
      return JoinResult.error(Map.of("reason", "denied"));
    }
    if (isTrue(params, "crash")) {
      throw new IllegalStateException("the client asked for a crash");
    }
    return JoinResult.ok(new RoomChannel(socket), Map.of("joined", topic));
  }

  private static boolean isTrue(Payload params, String key) {
    return params instanceof JsonPayload && params.json().path(key).booleanValue();
  }

  private Reply newMsg(Payload msg) {
    socket.broadcast("new_msg", msg);
    return Reply.ok();
  }

  private Reply newMsgFrom(Payload msg) {
    socket.broadcastFrom("new_msg_from", msg);
    return Reply.ok();
  }

  private Reply echo(Payload payload) {
    return Reply.ok(payload);
  }

  private Next pushMe(Payload payload) {
    socket.push("pushed", payload);
    return Reply.none();
  }

  private Next pushBin(Payload bytes) {
    socket.push("pushed_bin", bytes);
    return Reply.none();
  }

  private Reply broadcastBin(Payload bytes) {
    socket.broadcast("bcast_bin", bytes);
    return Reply.ok();
  }

  private Next boom(Payload payload) {
    throw new IllegalStateException("boom");
  }

  private Reply.ThenStop stopReply(Payload payload) {
    return Reply.ok(Map.of("bye", true)).thenStop();
  }

  private Next async(Payload payload) {
    socket.infoAfter(LATER, new Later(socket.ref()));
    return Reply.none();
  }

  private Next later(Later later) {
    socket.reply(later.ref(), Reply.ok(Map.of("later", true)));
    return Reply.none();
  }

  /** Sleeps for {@code ms}; a payload without a number there is a crash, as it is in Phoenix. */
  private Reply slow(Payload slow) throws InterruptedException {
    JsonNode millis = slow.json().path("ms");
    if (!millis.canConvertToLong() || !millis.isIntegralNumber()) {
      throw new IllegalArgumentException("slow: " + slow + " (expected: {\"ms\": 300})");
    }
    Thread.sleep(millis.longValue());
    return Reply.ok(Map.of("ms", millis));
  }
}
