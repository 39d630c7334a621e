package io.kokko.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.kokko.hello.HelloSockets;
import io.kokko.wire.HttpAnswer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.actor.typed.ActorSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A node says that it stops before it does. */
@Timeout(60)
class DrainNoticeTest {

  @Test
  void endpointTellsThatItDrainsWhileItsPortIsStillOpen() {
    CompletableFuture<ActorSystem<?>> system = new CompletableFuture<>();
    try (RunningEndpoint running =
        RunningEndpoint.start(
            started -> {
              system.complete(started);
              return HelloSockets.on(started);
            },
            "kokko.endpoint.drain.notice = 1500 ms")) {
      assertThat(running.endpoint().isDraining()).isFalse();
      InetSocketAddress address = running.address();
      long start = System.nanoTime();

      system.join().terminate();

      while (!running.endpoint().isDraining()) {
        Thread.onSpinWait();
      }
      assertThat(HttpAnswer.to(address, "GET", "/health", Map.of(), "").status()).isEqualTo(200);
      String upgrade = "/socket/websocket?vsn=2.0.0";
      assertThat(HttpAnswer.to(address, "GET", upgrade, Map.of(), "").status()).isEqualTo(503);
      awaitClosed(address);
      assertThat(System.nanoTime() - start).isGreaterThan(1_400_000_000L);
    }
  }

  private static void awaitClosed(InetSocketAddress address) {
    while (true) {
      try (Socket socket = new Socket()) {
        socket.connect(address);
      } catch (IOException refused) {
        return;
      }
    }
  }

  @Test
  void endpointThatIsStoppedByCodeDrainsToo() {
    try (RunningEndpoint running = RunningEndpoint.start(HelloSockets::on)) {
      Endpoint endpoint = running.endpoint();

      RunningEndpoint.await(endpoint.stop());

      assertThat(endpoint.isDraining()).isTrue();
    }
  }
}
