package io.kokko.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.kokko.wire.RawFrame;
import io.kokko.wire.RawWebSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs headless nodes as processes, and stops one (rule 43). */
class ServerProcessTest {

  @TempDir private Path runtimeDirectory;
  private Commands commands;

  @BeforeEach
  void open() {
    commands = new Commands(runtimeDirectory);
  }

  @AfterEach
  void close() {
    commands.close();
  }

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
}
