package io.kokko.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.kokko.machine.FreePort;
import io.kokko.wire.HttpAnswer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Asks a node how it is before it serves. */
class StartingNodeTest {

  @RegisterExtension private final Commands commands = new Commands();

  @Test
  void nodeThatLooksForItsSeedsIsAliveAndNotReadyUntilOneIsThere() throws IOException {
    InetSocketAddress managed =
        new InetSocketAddress(InetAddress.getLoopbackAddress(), FreePort.find());
    Program one =
        commands.kokkoBy(
            List.of(),
            List.of("-Dkokko.management.port=" + managed.getPort()),
            "server",
            "--name=one@127.0.0.1",
            "--port=0",
            "--seed=two@127.0.0.1");
    Proxy.awaitPort(managed.getPort(), one);

    assertThat(get(managed, "/alive")).isEqualTo("200 OK");
    assertThat(get(managed, "/startup")).isEqualTo("500 Not Healthy: not joined");
    assertThat(get(managed, "/ready")).isEqualTo("500 Not Healthy: not joined");
    assertThat(get(managed, "/metrics")).startsWith("200 ").contains("\nkokko_ready 0.0\n");
    assertThat(one.printed()).doesNotContain("serves");

    commands.kokko("server", "--name=two@127.0.0.1", "--port=0", "--seed=one@127.0.0.1");
    Commands.awaitPort(one);
    assertThat(get(managed, "/startup")).isEqualTo("200 OK");
    assertThat(get(managed, "/ready")).isEqualTo("200 OK");
  }

  private static String get(InetSocketAddress address, String path) {
    HttpAnswer answer = HttpAnswer.to(address, "GET", path, Map.of("Connection", "close"), "");
    return answer.status() + " " + answer.body();
  }
}
