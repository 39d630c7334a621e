package io.kokko.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kokko.cli.Launcher.Outcome;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class ServerCommandTest {

  private static final int ENDED_BY_SIGTERM = 128 + 15;

  private final String name = "s" + UUID.randomUUID() + "@127.0.0.1";

  @TempDir private Path directory;

  private Launcher launcher;

  @BeforeEach
  void open() {
    launcher = new Launcher(directory);
  }

  @AfterEach
  void close() {
    launcher.close();
  }

  @Test
  void saysWhereItServesAndEndsOnSigterm() throws Exception {
    Process server = launcher.start("server", "--name", name, "--port", "0");

    String line = Launcher.lineWith("serves", Launcher.reader(server.getInputStream()));
    server.destroy();

    assertThat(line).contains(name, "http://127.0.0.1:", "ws://127.0.0.1:", "/socket/websocket");
    assertThat(server.waitFor()).isEqualTo(ENDED_BY_SIGTERM);
  }

  @Test
  void nameInUseIsTold() throws Exception {
    Process server = launcher.start("server", "--name", name, "--port", "0");
    Launcher.lineWith("serves", Launcher.reader(server.getInputStream()));

    assertFailure(launcher.run("server", "--name", name, "--port", "0"), name);
  }

  @Test
  void takenPortsAreTold() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = String.valueOf(taken.getLocalPort());

      assertFailure(launcher.run("server", "--name", name, "--port", port), port);
      assertFailure(
          launcher.run("server", "--name", name, "--port", "0", "--cluster-port", port),
          "--cluster-port");
    }
  }

  @Test
  void unreachableSeedIsTold() throws Exception {
    String seed = "nobody-" + UUID.randomUUID() + "@127.0.0.1";

    Outcome outcome =
        launcher.run(
            "server", "--name", name, "--port", "0", "--seed", seed, "--seed-timeout", "1");

    assertFailure(outcome, seed);
  }

  private static void assertFailure(Outcome outcome, String said) {
    assertThat(outcome.status()).isEqualTo(1);
    assertThat(outcome.error()).startsWith("kokko: ").contains(said).hasLineCount(1);
    assertThat(outcome.out()).isEmpty();
  }
}
