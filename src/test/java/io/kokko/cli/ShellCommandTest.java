package io.kokko.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kokko.cli.Launcher.Outcome;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class ShellCommandTest {

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
  void shellKnowsItsNodeAndItsTopics() throws Exception {
    Outcome outcome =
        shell(
            "Node.self()",
            "Node.list()",
            "Node.ping(\"nobody@127.0.0.1\")",
            "Endpoint.subscribe(\"room\")",
            "record Greeting(String text) {}",
            "Endpoint.broadcast(\"room\", \"record\", new Greeting(\"hi\"))",
            "Endpoint.localBroadcast(\"room\", \"map\", Map.of(\"n\", 1))",
            "Endpoint.broadcast(\"room\", \"text\", \"{\\\"n\\\": 2}\")",
            "/exit 3");

    assertThat(outcome.status()).isEqualTo(3);
    assertThat(outcome.error()).isEmpty();
    assertThat(outcome.out().lines())
        .contains(name + "> Node.self()", "$1 ==> \"" + name + "\"", "$2 ==> []", "$3 ==> pang")
        .contains("$4 ==> ok", "room record {\"text\":\"hi\"}", "room map {\"n\":1}")
        .contains("room text {\"n\":2}");
  }

  @Test
  void failureIsShownWithoutItsWrapping() throws Exception {
    Outcome outcome =
        shell("Node.connect(\"nobody@127.0.0.1\")", "Endpoint.broadcast(\"t\", \"e\", \"{\")");

    assertThat(outcome.status()).isZero();
    assertThat(outcome.out()).contains("nobody@127.0.0.1: no node", "no JSON: ");
    assertThat(outcome.out()).doesNotContain("CompletionException", "Caused by");
  }

  @Test
  void resetStartsTheNodeAnew() throws Exception {
    Outcome outcome = shell("/reset", "Node.self()");

    assertThat(outcome.out()).contains("$1 ==> \"" + name + "\"");
    assertThat(outcome.error()).isEmpty();
  }

  @Test
  void takenPortIsTold() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = String.valueOf(taken.getLocalPort());

      Outcome outcome = launcher.run("shell", "--name", name, "--serve", "--port", port);

      assertThat(outcome.status()).isEqualTo(1);
      assertThat(outcome.error()).startsWith("kokko: ").contains(port).hasLineCount(1);
    }
  }

  @Test
  void nodeEndsWithItsKilledShell() throws Exception {
    Process shell = launcher.start("shell", "--name", name);
    Launcher.lineWith("/exit", Launcher.reader(shell.getInputStream()));
    ProcessHandle node = shell.descendants().findFirst().orElseThrow();

    shell.destroyForcibly();

    assertThat(node.onExit().get(15, TimeUnit.SECONDS)).isNotNull();
  }

  private Outcome shell(String... lines) throws Exception {
    return launcher.outcome(
        launcher.start("shell", "--name", name), String.join("\n", lines) + "\n");
  }
}
