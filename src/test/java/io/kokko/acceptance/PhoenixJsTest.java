package io.kokko.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lets the unmodified phoenix.js talk to a serving node. */
class PhoenixJsTest {

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
  void twoClientsJoinPushHearEachOtherAndRejoinAfterACrash() {
    int port = Commands.awaitPort(commands.kokko("server", "--port", "0"));

    Program clients = commands.script("conversation.mjs", socketUrl(port));

    assertThat(clients.awaitExit()).as(clients::printed).isZero();
    assertThat(clients.printed()).endsWith("{\"what\":\"done\"}\n").doesNotContain("failed");
  }

  @Test
  void clientComesBackWithItsChannelsAfterTheServerWasKilled() {
    Program server = commands.kokko("server", "--port", "0");
    int port = Commands.awaitPort(server);
    Program client = commands.script("comeback.mjs", socketUrl(port)).await("\"joined\"");

    server.kill();
    client.await("\"lost\"");
    commands.kokko("server", "--port", String.valueOf(port));

    client.await("\"joined\"");
    assertThat(client.awaitExit()).as(client::printed).isZero();
  }

  private static String socketUrl(int port) {
    return "ws://localhost:" + port + "/socket";
  }
}
