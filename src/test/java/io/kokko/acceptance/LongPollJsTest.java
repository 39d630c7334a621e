package io.kokko.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Lets unmodified phoenix.js, of each version, poll a serving node (rules 44 to 51). */
class LongPollJsTest {

  @RegisterExtension private final Commands commands = new Commands();

  @Test
  void eachVersionOfTheClientPollsAndTheNewestFallsBackByItself() {
    int port = Commands.awaitPort(commands.kokko("server", "--port", "0"));
    String url = "ws://localhost:" + port + "/socket";

    expectDone(commands.script("longpoll.mjs", url, "phoenix", "fallback"));
    expectDone(commands.script("longpoll.mjs", url, "phoenix-1.7"));
    expectDone(commands.script("longpoll.mjs", url, "phoenix-1.6"));
    expectDone(commands.script("longpoll.mjs", url, "phoenix-1.5"));
  }

  private static void expectDone(Program client) {
    assertThat(client.awaitExit()).as(client::printed).isZero();
    assertThat(client.printed()).endsWith("{\"what\":\"done\"}\n");
  }
}
