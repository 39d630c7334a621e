package io.kokko.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.kokko.channel.Channel;
import io.kokko.channel.JoinResult;
import io.kokko.channel.Next;
import io.kokko.channel.Reply;
import io.kokko.channel.Socket;
import io.kokko.message.Payload;
import io.kokko.socket.ConnectResult;
import io.kokko.socket.SocketHandler;
import io.kokko.wire.RawFrame;
import io.kokko.wire.RawWebSocket;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.apache.pekko.actor.typed.ActorSystem;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A client that pushes more than its channel works off has to wait, by TCP; nobody else has. */
class FloodTest {

  private static final String SOCKET = "/socket/websocket?vsn=2.0.0";
  private static final int PUSHES = 5000;
  private static final int PUSH_BYTES = 50_000;

  /** More than two kernels keep of one connection; all pushes are five times as much. */
  private static final long BUFFERED_BYTES = 50_000_000;

  private static final Duration STILL = Duration.ofSeconds(1);

  private final CountDownLatch gate = new CountDownLatch(1);
  private final AtomicInteger handled = new AtomicInteger();
  private final AtomicInteger written = new AtomicInteger();
  private final RunningEndpoint running = RunningEndpoint.start(this::describe);

  private EndpointBuilder describe(ActorSystem<?> system) {
    return Endpoint.on(system)
        .socket(
            "/socket",
            SocketHandler.connect(params -> ConnectResult.ok("user")).channel("room:*", room()));
  }

  private Channel<String, FloodTest> room() {
    return Channel.<String, FloodTest>join(this::join)
        .handleIn("push", Payload.class, FloodTest::handlePush)
        .handleIn("count", Payload.class, FloodTest::handleCount)
        .blocking();
  }

  private JoinResult<FloodTest> join(String topic, Payload params, Socket<String> socket) {
    return JoinResult.ok(this);
  }

  private Next handlePush(Payload payload) throws InterruptedException {
    assertThat(gate.await(30, TimeUnit.SECONDS)).isTrue();
    handled.incrementAndGet();
    return Reply.none();
  }

  private Reply handleCount(Payload payload) {
    return Reply.ok(handled.get());
  }

  @AfterEach
  void stop() {
    gate.countDown();
    running.close();
  }

  @Test
  void floodWaitsInTcpUntilTheChannelHasWorkedItOff() throws Exception {
    try (RawWebSocket flooding = joined("room:flood");
        RawWebSocket other = joined("room:calm")) {
      Thread flood = new Thread(() -> flood(flooding), "flood");
      flood.start();

      awaitStandstill();

      assertThat((long) written.get() * PUSH_BYTES).isLessThan(BUFFERED_BYTES);
      other.write(RawFrame.text("[\"1\",\"2\",\"room:calm\",\"count\",{}]"));
      assertThat(other.read().asText()).contains("\"status\":\"ok\"", "\"response\":0");

      gate.countDown();
      flood.join();
      flooding.write(RawFrame.text("[\"1\",\"2\",\"room:flood\",\"count\",{}]"));
      assertThat(flooding.read().asText()).contains("\"response\":" + PUSHES);
    }
  }

  private RawWebSocket joined(String topic) {
    RawWebSocket client = RawWebSocket.open(running.address(), SOCKET);
    client.write(RawFrame.text("[\"1\",\"1\",\"" + topic + "\",\"phx_join\",{}]"));
    assertThat(client.read().asText()).contains(topic, "\"status\":\"ok\"");
    return client;
  }

  private void flood(RawWebSocket client) {
    RawFrame push =
        RawFrame.text(
            "[\"1\",null,\"room:flood\",\"push\",{\"x\":\"" + "x".repeat(PUSH_BYTES) + "\"}]");
    for (int i = 0; i < PUSHES; i++) {
      client.write(push);
      written.incrementAndGet();
    }
  }

  /** Waits until nothing more can be written, or everything was. */
  private void awaitStandstill() {
    int seen = -1;
    while (seen != written.get() || seen == 0) {
      seen = written.get();
      LockSupport.parkNanos(STILL.toNanos());
    }
  }
}
