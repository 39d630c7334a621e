package io.kokko.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kokko.hello.RunningHello;
import io.kokko.wire.HttpAnswer;
import io.kokko.wire.RawFrame;
import io.kokko.wire.RawWebSocket;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.DoubleSupplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What Prometheus sees of two nodes of the sample application. */
@Timeout(90)
class PrometheusMetricsTest {

  private static final Path PROJECT = Path.of(System.getProperty("kokko.project", "."));
  private static final String SOCKET = "/socket/websocket?vsn=2.0.0";
  private static final String UPGRADE =
      """
      GET /socket/websocket?vsn=2.0.0 HTTP/1.1
      Host: 127.0.0.1
      Connection: Upgrade
      Upgrade: websocket
      Sec-WebSocket-Version: 13
      Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==

      """
          .replace("\n", "\r\n");

  @TempDir private Path runtimeDirectory;
  private RunningHello one;
  private RunningHello other;

  @BeforeEach
  void start() {
    one = RunningHello.start("one@127.0.0.1", runtimeDirectory);
    other = RunningHello.start("other@127.0.0.1", runtimeDirectory);
    one.connect("other@127.0.0.1");
  }

  @AfterEach
  void stop() {
    one.close();
    other.close();
  }

  private static void awaitValue(double expected, DoubleSupplier value) {
    while (value.getAsDouble() != expected) {
      Thread.onSpinWait();
    }
  }

  private static void ask(RawWebSocket client, String frame, String expected) {
    client.write(RawFrame.text(frame));
    assertThat(client.read().asText()).contains(expected);
  }

  @Test
  void whatClientsDoIsCounted() {
    try (RawWebSocket client = RawWebSocket.open(one.address(), SOCKET);
        RawWebSocket far = RawWebSocket.open(other.address(), SOCKET)) {
      ask(client, "[\"1\",\"1\",\"room:a\",\"phx_join\",{}]", "\"ok\"");
      ask(far, "[\"1\",\"1\",\"room:a\",\"phx_join\",{}]", "\"ok\"");
      ask(client, "[\"2\",\"2\",\"nowhere\",\"phx_join\",{}]", "unmatched topic");
      Scrape before = Scrape.of(one.address());

      HttpAnswer.to(one.address(), "POST", "/broadcast?topic=room:a&event=e", Map.of(), "{}");
      assertThat(client.read().asText()).contains("\"e\"");
      assertThat(far.read().asText()).contains("\"e\"");

      Scrape after = Scrape.of(one.address());
      assertThat(after.value("kokko_sockets")).isEqualTo(1);
      assertThat(after.value("kokko_channels")).isEqualTo(1);
      assertThat(after.value("kokko_connects_seconds_count", "websocket", "accepted")).isEqualTo(1);
      assertThat(after.value("kokko_joins_seconds_count", "accepted")).isEqualTo(1);
      assertThat(increase("kokko_deliveries_total", before, after)).isGreaterThanOrEqualTo(1);
      assertThat(after.value("kokko_nodes", "up")).isEqualTo(2);
      assertThat(after.value("kokko_nodes", "unreachable")).isZero();
      assertThat(after.value("kokko_ready")).isEqualTo(1);
      assertThat(increase("kokko_bus_sent_total", before, after)).isGreaterThanOrEqualTo(1);
      assertThat(Scrape.of(other.address()).value("kokko_bus_received_total")).isPositive();
    }
    awaitValue(0, () -> Scrape.of(one.address()).value("kokko_channels"));
    awaitValue(0, () -> Scrape.of(one.address()).value("kokko_sockets"));
  }

  private static double increase(String name, Scrape before, Scrape after) {
    return after.value(name) - before.value(name);
  }

  @Test
  void whatIsRefusedForItsRateAndWhoWaitsIsCounted() throws IOException {
    try (RunningHello limited =
            RunningHello.start(
                "limited@127.0.0.1",
                runtimeDirectory,
                "kokko.limits.node.connects = 2/h",
                "kokko.limits.user.connects = 1/h",
                "kokko.limits.socket.joins = 1/h",
                "kokko.limits.socket.pushes = 1/h");
        RawWebSocket client = RawWebSocket.open(limited.address(), SOCKET + "&id=one");
        RawWebSocket again = RawWebSocket.open(limited.address(), SOCKET + "&id=one");
        Socket waiting = new Socket(limited.address().getAddress(), limited.address().getPort())) {
      ask(client, "[\"1\",\"1\",\"room:a\",\"phx_join\",{}]", "\"ok\"");
      ask(client, "[\"2\",\"2\",\"room:b\",\"phx_join\",{}]", "rate_limited");
      ask(client, "[\"1\",\"3\",\"room:a\",\"echo\",{}]", "\"ok\"");
      ask(client, "[\"1\",\"4\",\"room:a\",\"echo\",{}]", "rate_limited");
      ask(client, "[\"1\",\"5\",\"room:a\",\"echo\",{}]", "rate_limited");
      waiting.getOutputStream().write(UPGRADE.getBytes(StandardCharsets.US_ASCII));

      awaitValue(1, () -> Scrape.of(limited.address()).value("kokko_handshakes_waiting"));
      Scrape scrape = Scrape.of(limited.address());
      assertThat(again.answer().status()).isEqualTo(429);
      assertThat(scrape.value("kokko_rate_limited_total", "connect")).isEqualTo(1);
      assertThat(scrape.value("kokko_rate_limited_total", "join")).isEqualTo(1);
      assertThat(scrape.value("kokko_rate_limited_total", "push")).isEqualTo(2);
    }
  }

  @Test
  void numberOfSamplesDoesNotGrowWithTopicsUsersOrAddresses() {
    try (RawWebSocket client = RawWebSocket.open(one.address(), SOCKET + "&id=first")) {
      ask(client, "[\"1\",\"1\",\"room:0\",\"phx_join\",{}]", "\"ok\"");
      int before = Scrape.of(one.address()).samples().size();

      for (int i = 1; i < 20; i++) {
        ask(client, "[\"1\",\"1\",\"room:" + i + "\",\"phx_join\",{}]", "\"ok\"");
        RawWebSocket.open(one.address(), SOCKET + "&id=user" + i).close();
      }

      assertThat(Scrape.of(one.address()).samples()).hasSizeLessThanOrEqualTo(before + 5);
    }
  }

  @Test
  void pageOfTheMetersHasEachAndNoOther() throws IOException {
    Pattern row = Pattern.compile("\\| `(kokko_\\w+)`.*");
    Set<String> documented =
        Files.readAllLines(PROJECT.resolve("docs/monitoring.md")).stream()
            .map(row::matcher)
            .filter(line -> line.matches())
            .map(line -> line.group(1))
            .collect(Collectors.toCollection(TreeSet::new));

    Set<String> served =
        Scrape.of(one.address()).names().stream()
            .filter(name -> name.startsWith("kokko_"))
            .map(name -> name.replaceFirst("_(count|sum|max|bucket)$", ""))
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(documented).isEqualTo(served);
  }

  @Test
  void dashboardOfGrafanaAsksForWhatIsThere() throws IOException {
    JsonNode dashboard =
        new ObjectMapper().readTree(PROJECT.resolve("docs/grafana/kokko.json").toFile());
    List<String> queries = dashboard.findValuesAsText("expr");
    Pattern metric = Pattern.compile("\\b(?:kokko|jvm|process|system)_\\w+");

    Set<String> asked =
        queries.stream()
            .flatMap(query -> metric.matcher(query).results())
            .map(found -> found.group())
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(queries).hasSizeGreaterThan(15);
    // There are no figures of collections before the first one, of which the JVM tells later.
    System.gc();
    awaitValue(
        1, () -> Scrape.of(one.address()).names().contains("jvm_gc_pause_seconds_sum") ? 1 : 0);
    assertThat(Scrape.of(one.address()).names()).containsAll(asked);
  }
}
