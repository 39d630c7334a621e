package io.kokko.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.kokko.wire.DevCertificates;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Lets unmodified phoenix.js speak securely with a node that has a certificate of its own. */
class TlsJsTest {

  @TempDir private Path directory;
  @RegisterExtension private final Commands commands = new Commands();

  @Test
  void clientsTalkOverWebSocketsAndByPolling() {
    DevCertificates certificates = DevCertificates.in(directory.resolve("certificates"));
    commands.trust(certificates.file("ca.pem"));
    Program node =
        commands.kokkoBy(
            List.of(
                "env",
                "KOKKO_TLS_CERTIFICATE_FILE=" + certificates.file("server.pem"),
                "KOKKO_TLS_KEY_FILE=" + certificates.file("server.key")),
            List.of(),
            "server",
            "--port",
            "0");
    String url = "wss://localhost:" + Commands.awaitPort(node) + "/socket";

    expectDone(commands.script("conversation.mjs", url, "phoenix"));
    expectDone(commands.script("conversation.mjs", url, "phoenix-1.5"));
    expectDone(commands.script("longpoll.mjs", url, "phoenix", "fallback"));
    expectDone(commands.script("longpoll.mjs", url, "phoenix-1.5"));
  }

  private static void expectDone(Program client) {
    assertThat(client.awaitExit()).as(client::printed).isZero();
    assertThat(client.printed()).endsWith("{\"what\":\"done\"}\n");
  }
}
