package io.kokko.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Lets unmodified phoenix.js, of each version, talk to a serving node (rules 11, 19, 20, 24, 26,
 * 28, 30, 51 and 52 from the client's side).
 */
class PhoenixJsTest {

  /** As they are installed: the newest, and the last of each minor version before it. */
  private static final List<String> VERSIONS =
      List.of("phoenix", "phoenix-1.7", "phoenix-1.6", "phoenix-1.5");

  @RegisterExtension private final Commands commands = new Commands();

  @Test
  void twoClientsOfEachVersionJoinPushHearEachOtherAndRejoinAfterACrash() {
    int port = Commands.awaitPort(commands.kokko("server", "--port", "0"));

    List<Program> clients = inEachVersion("conversation.mjs", port);

    for (Program client : clients) {
      assertThat(client.awaitExit()).as(client::printed).isZero();
      assertThat(client.printed()).endsWith("{\"what\":\"done\"}\n").doesNotContain("failed");
    }
  }

  @Test
  void clientOfEachVersionComesBackWithItsChannelsAfterTheServerWasKilled() {
    Program server = commands.kokko("server", "--port", "0");
    int port = Commands.awaitPort(server);
    List<Program> clients = inEachVersion("comeback.mjs", port);
    clients.forEach(client -> client.await("\"joined\""));

    server.kill();
    clients.forEach(client -> client.await("\"lost\""));
    commands.kokko("server", "--port", String.valueOf(port));

    for (Program client : clients) {
      client.await("\"joined\"");
      assertThat(client.awaitExit()).as(client::printed).isZero();
    }
  }

  private List<Program> inEachVersion(String script, int port) {
    return VERSIONS.stream()
        .map(version -> commands.script(script, socketUrl(port), version))
        .toList();
  }

  private static String socketUrl(int port) {
    return "ws://localhost:" + port + "/socket";
  }
}
