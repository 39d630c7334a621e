package io.kokko.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kokko.message.Payload;
import io.kokko.message.PayloadException;
import io.kokko.socket.ConnectResult;
import io.kokko.socket.SocketHandler;
import io.kokko.testkit.ChannelTestKit;
import io.kokko.testkit.TestClient;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whom a channel reaches on its node (rules 37 and 40). */
class BroadcastsTest {

  private final ChannelTestKit kit = new ChannelTestKit();
  private TestClient sender;
  private TestClient other;

  @BeforeEach
  void join() {
    Channel<String, Socket<String>> room =
        Channel.<String, Socket<String>>join((topic, params, socket) -> JoinResult.ok(socket))
            .handleIn("push", Payload.class, (socket, payload) -> pushed(socket, payload))
            .handleIn("to all", Payload.class, (socket, payload) -> toAll(socket, payload))
            .handleIn("to others", Payload.class, (socket, payload) -> toOthers(socket, payload));
    SocketHandler<String> handler =
        SocketHandler.<String>connect(params -> ConnectResult.ok("anybody"))
            .channel("room:*", room);
    sender = kit.connect(handler, Map.of());
    other = kit.connect(handler, Map.of());
    sender.join("room:1", Map.of());
    other.join("room:1", Map.of());
  }

  private static Reply pushed(Socket<String> socket, Payload payload) {
    socket.push("pushed", payload);
    return Reply.ok();
  }

  private static Reply toAll(Socket<String> socket, Payload payload) {
    socket.broadcast("broadcast", payload);
    socket.localBroadcast("local", payload);
    return Reply.ok();
  }

  private static Reply toOthers(Socket<String> socket, Payload payload) {
    socket.broadcastFrom("broadcast", payload);
    socket.localBroadcastFrom("local", payload);
    return Reply.ok();
  }

  @AfterEach
  void stop() {
    kit.close();
  }

  @Test
  void rule37PushReachesItsOwnClientOnly() {
    sender.push("room:1", "push", Map.of("n", 1));

    assertThat(sender.expectPush("pushed", Payload.class)).isEqualTo(Payload.of(Map.of("n", 1)));
    other.expectNothing();
  }

  @Test
  void rule37BroadcastReachesItsSenderTooAndBeforeTheReply() {
    sender.sendText("[null,\"9\",\"room:1\",\"to all\",{}]");

    for (String event : List.of("broadcast", "local")) {
      String frame = "[null,null,\"room:1\",\"" + event + "\",{}]";
      assertThat(sender.nextFrame().asText()).isEqualTo(frame);
      assertThat(other.nextFrame().asText()).isEqualTo(frame);
    }
    assertThat(sender.nextFrame().asText()).contains("phx_reply");
  }

  @Test
  void rule37BroadcastFromLeavesOutItsSender() {
    sender.push("room:1", "to others", Map.of());

    other.expectBroadcast("broadcast", Payload.class);
    other.expectBroadcast("local", Payload.class);
    sender.expectNothing();
  }

  @Test
  void rule40BroadcastsOfOneSenderKeepTheirOrder() {
    for (int n = 0; n < 100; n++) {
      sender.send("room:1", "to others", Map.of("n", n));
    }

    for (int n = 0; n < 100; n++) {
      assertThat(other.expectBroadcast("broadcast", Payload.class))
          .isEqualTo(Payload.of(Map.of("n", n)));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"[1]", "\"text\"", "1", "null"})
  void rule13WhatIsNoObjectIsNeitherPushedNorBroadcast(String json) {
    assertThatThrownBy(() -> Broadcasts.of("room:1", "event", Payload.ofJson(json)))
        .isInstanceOf(PayloadException.class)
        .hasMessageContaining("expected: a JSON object or bytes");
  }
}
