package io.kokko.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.kokko.channel.Channel;
import io.kokko.channel.JoinResult;
import io.kokko.channel.Reply;
import io.kokko.channel.Socket;
import io.kokko.message.Payload;
import io.kokko.socket.ConnectResult;
import io.kokko.socket.SocketHandler;
import io.kokko.wire.RawFrame;
import io.kokko.wire.RawWebSocket;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.typed.ActorSystem;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A handler that waits holds up its own channel only, also when it was not declared to wait. */
class BlockingHandlerTest {

  private static final String SOCKET = "/socket/websocket?vsn=2.0.0";

  private final CountDownLatch waiting = new CountDownLatch(2);
  private final CountDownLatch gate = new CountDownLatch(1);
  private final RunningEndpoint running = RunningEndpoint.start(this::describe);

  private EndpointBuilder describe(ActorSystem<?> system) {
    return Endpoint.on(system)
        .socket(
            "/socket",
            SocketHandler.connect(params -> ConnectResult.ok("user")).channel("room:*", room()));
  }

  private Channel<String, BlockingHandlerTest> room() {
    return Channel.<String, BlockingHandlerTest>join(this::join)
        .handleIn("wait", Payload.class, BlockingHandlerTest::handleWait);
  }

  private JoinResult<BlockingHandlerTest> join(
      String topic, Payload params, Socket<String> socket) {
    return JoinResult.ok(this);
  }

  private Reply handleWait(Payload payload) throws InterruptedException {
    waiting.countDown();
    assertThat(gate.await(15, TimeUnit.SECONDS)).isTrue();
    return Reply.ok(payload);
  }

  @AfterEach
  void stop() {
    gate.countDown();
    running.close();
  }

  @Test
  void othersAreServedMeanwhile() throws Exception {
    try (RawWebSocket one = RawWebSocket.open(running.address(), SOCKET);
        RawWebSocket other = RawWebSocket.open(running.address(), SOCKET)) {
      for (String topic : new String[] {"room:a", "room:b"}) {
        join(one, topic);
        one.write(RawFrame.text("[\"1\",\"2\",\"" + topic + "\",\"wait\",{}]"));
      }
      assertThat(waiting.await(15, TimeUnit.SECONDS)).isTrue();

      // The channels of one socket wait, and yet its heartbeats and its other channels do not.
      one.write(RawFrame.text("[null,\"3\",\"phoenix\",\"heartbeat\",{}]"));
      assertThat(one.read().asText()).contains("\"3\",\"phoenix\",\"phx_reply\"");
      join(one, "room:c");
      join(other, "room:a");

      gate.countDown();
      assertThat(one.read().asText()).contains("\"2\"", "phx_reply");
      assertThat(one.read().asText()).contains("\"2\"", "phx_reply");
    }
  }

  private static void join(RawWebSocket client, String topic) {
    client.write(RawFrame.text("[\"1\",\"1\",\"" + topic + "\",\"phx_join\",{}]"));
    assertThat(client.read().asText()).contains(topic, "\"status\":\"ok\"");
  }
}
