package io.kokko.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.kokko.wire.RawFrame;
import io.kokko.wire.RawWebSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Runs headless nodes as processes, and stops one (rule 43). */
class ServerProcessTest {

  @RegisterExtension private final Commands commands = new Commands();

  @Test
  void serverThatIsToldToStopClosesItsSocketsWith1012() {
    Program server = commands.kokko("server", "--port", "0");
    int port = Commands.awaitPort(server);
    try (RawWebSocket client =
        RawWebSocket.open(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
            "/socket/websocket?vsn=2.0.0")) {
      client.write(RawFrame.text("[\"1\",\"1\",\"room:stop\",\"phx_join\",{}]"));
      client.read();

      server.terminate();

      RawFrame close = client.read();
      assertThat(close).hasToString("close 1012 \"\"");
      client.acknowledge(close);
    }
    assertThat(server.awaitExit()).isIn(0, 143);
    assertThat(server.printed()).contains("server@127.0.0.1").doesNotContain("Exception");
  }

  /** A handler that blocks, and clients that answer no close, hold nobody up for ever. */
  @Test
  void serverEndsInTimeWhateverItsClientsAndHandlersDo() {
    List<String> options =
        List.of("-Dkokko.endpoint.drain.shutdown=1s", "-Dkokko.endpoint.stop-timeout=1s");
    Program server = commands.kokkoBy(List.of(), options, "server", "--port", "0");
    int port = Commands.awaitPort(server);
    InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    try (RawWebSocket silent = RawWebSocket.open(address, "/socket/websocket?vsn=2.0.0");
        RawWebSocket blocked = RawWebSocket.open(address, "/socket/websocket?vsn=2.0.0")) {
      blocked.write(RawFrame.text("[\"1\",\"1\",\"room:stop\",\"phx_join\",{}]"));
      blocked.read();
      blocked.write(RawFrame.text("[\"1\",\"2\",\"room:stop\",\"slow\",{\"ms\":300000}]"));
      long start = System.nanoTime();

      server.terminate();

      assertThat(server.awaitExit()).isIn(0, 143);
      assertThat(silent.read()).hasToString("close 1012 \"\"");
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(40));
    }
  }
}
