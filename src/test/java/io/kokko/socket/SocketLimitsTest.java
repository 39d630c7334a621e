package io.kokko.socket;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kokko.endpoint.RunningEndpoint;
import io.kokko.hello.HelloSockets;
import io.kokko.wire.RawFrame;
import io.kokko.wire.RawWebSocket;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clients that do more than they may, on the wire. */
@Timeout(60)
class SocketLimitsTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final List<RawWebSocket> clients = new ArrayList<>();
  private @Nullable RunningEndpoint running;

  private void start(String limits) {
    running = RunningEndpoint.start(HelloSockets::on, "kokko.limits { " + limits + " }");
  }

  @AfterEach
  void stop() {
    clients.forEach(RawWebSocket::close);
    if (running != null) {
      running.close();
    }
  }

  private RawWebSocket client(String query) {
    return client(query, Map.of());
  }

  private RawWebSocket client(String query, Map<String, String> headers) {
    RawWebSocket client =
        RawWebSocket.open(
            Objects.requireNonNull(running).address(),
            "/socket/websocket?vsn=2.0.0" + query,
            headers);
    clients.add(client);
    return client;
  }

  private static JsonNode ask(RawWebSocket client, String frame) {
    client.write(RawFrame.text(frame));
    try {
      return JSON.readTree(client.read().asText());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String join(RawWebSocket client, String topic) {
    return status(ask(client, "[\"1\",\"1\",\"%s\",\"phx_join\",{}]".formatted(topic)));
  }

  private static String echo(RawWebSocket client, String topic) {
    return status(ask(client, "[\"1\",\"2\",\"%s\",\"echo\",{\"n\":1}]".formatted(topic)));
  }

  private static String status(JsonNode message) {
    return message.get(4).get("status").asText();
  }

  @Test
  void pushAboveTheRateIsAnsweredWithWhenToTryAgain() {
    start("socket.pushes = 2/10s");
    RawWebSocket client = client("");
    join(client, "room:a");
    echo(client, "room:a");
    echo(client, "room:a");

    JsonNode answer = ask(client, "[\"1\",\"7\",\"room:a\",\"echo\",{}]");

    assertThat(answer.get(0).asText()).isEqualTo("1");
    assertThat(answer.get(1).asText()).isEqualTo("7");
    assertThat(answer.get(2).asText()).isEqualTo("room:a");
    assertThat(answer.get(3).asText()).isEqualTo("phx_reply");
    assertThat(status(answer)).isEqualTo("error");
    JsonNode response = answer.get(4).get("response");
    assertThat(response.get("reason").asText()).isEqualTo("rate_limited");
    assertThat(response.get("retry_after_ms").asLong()).isBetween(1L, 5000L);
    assertThat(response.size()).isEqualTo(2);
  }

  @Test
  void heartbeatsAndLeavesAreNotLimited() {
    start("socket { pushes = 1/h, joins = 1/h, bytes = 10/h }");
    RawWebSocket client = client("");
    join(client, "room:a");

    assertThat(echo(client, "room:a")).isEqualTo("error");
    for (int i = 0; i < 10; i++) {
      assertThat(status(ask(client, "[null,\"9\",\"phoenix\",\"heartbeat\",{}]"))).isEqualTo("ok");
    }
    assertThat(status(ask(client, "[\"1\",\"3\",\"room:a\",\"phx_leave\",{}]"))).isEqualTo("ok");
  }

  @Test
  void limitOfOneSocketIsNotThatOfAnother() {
    start("socket.joins = 1/h");
    RawWebSocket first = client("");
    RawWebSocket second = client("");

    assertThat(join(first, "room:a")).isEqualTo("ok");
    assertThat(join(first, "room:b")).isEqualTo("error");
    assertThat(join(second, "room:a")).isEqualTo("ok");
  }

  @Test
  void bytesAreCounted() {
    start("socket.bytes = 1000/10s");
    RawWebSocket client = client("");
    join(client, "room:a");
    String large = "[\"1\",\"2\",\"room:a\",\"echo\",{\"t\":\"" + "x".repeat(1500) + "\"}]";

    assertThat(echo(client, "room:a")).isEqualTo("ok");
    assertThat(status(ask(client, large))).isEqualTo("error");
    assertThat(echo(client, "room:a")).isEqualTo("ok");
  }

  @Test
  void messageWhoseTopicOrEventIsNoTextIsLimitedToo() {
    start("socket { pushes = 2/h, bytes = 5000/h }");
    RawWebSocket client = client("");
    String odd = "[\"1\",\"2\",%s,7,{\"t\":\"" + "x".repeat(1000) + "\"}]";

    assertThat(reason(ask(client, odd.formatted("5")))).isEqualTo("unmatched topic");
    assertThat(reason(ask(client, odd.formatted("\"room:a\"")))).isEqualTo("unmatched topic");
    assertThat(reason(ask(client, odd.formatted("5")))).isEqualTo("rate_limited");
    assertThat(status(ask(client, "[\"1\",\"3\",[5],\"phx_leave\",{}]"))).isEqualTo("ok");
  }

  private static String reason(JsonNode message) {
    return message.get(4).get("response").get("reason").asText();
  }

  @Test
  void limitOfAUserIsThatOfAllItsSockets() {
    start("user.pushes = 2/h");
    RawWebSocket first = client("&id=ann");
    RawWebSocket second = client("&id=ann");
    RawWebSocket other = client("&id=bob");
    List.of(first, second, other).forEach(client -> join(client, "room:a"));

    assertThat(echo(first, "room:a")).isEqualTo("ok");
    assertThat(echo(second, "room:a")).isEqualTo("ok");
    assertThat(echo(first, "room:a")).isEqualTo("error");
    assertThat(echo(second, "room:a")).isEqualTo("error");
    assertThat(echo(other, "room:a")).isEqualTo("ok");
  }

  @Test
  void limitOfATopicIsThatOfAllInIt() {
    start("topic.pushes = 1/h");
    RawWebSocket first = client("");
    RawWebSocket second = client("");
    for (RawWebSocket client : List.of(first, second)) {
      join(client, "room:a");
      join(client, "room:b");
    }

    assertThat(echo(first, "room:a")).isEqualTo("ok");
    assertThat(echo(second, "room:a")).isEqualTo("error");
    assertThat(echo(second, "room:b")).isEqualTo("ok");
  }

  @Test
  void whatIsRefusedByOneLimitCountsForNoOther() {
    start("topic.pushes = 1/h, socket.pushes = 2/h");
    RawWebSocket client = client("");
    join(client, "room:a");
    join(client, "room:b");

    assertThat(echo(client, "room:a")).isEqualTo("ok");
    assertThat(echo(client, "room:a")).isEqualTo("error");
    assertThat(echo(client, "room:b")).isEqualTo("ok");
  }

  @Test
  void proxyThatIsTrustedTellsTheAddress() {
    start("address.joins = 1/h, trusted-proxies = [\"127.0.0.1\"]");
    RawWebSocket one = client("", Map.of("X-Forwarded-For", "198.51.100.9, 192.0.2.1"));
    RawWebSocket same = client("", Map.of("X-Forwarded-For", "192.0.2.1, 127.0.0.1"));
    RawWebSocket other = client("", Map.of("X-Forwarded-For", "2001:db8::1"));
    RawWebSocket neighbour = client("", Map.of("X-Forwarded-For", "2001:db8::2"));

    assertThat(join(one, "room:a")).isEqualTo("ok");
    assertThat(join(same, "room:a")).isEqualTo("error");
    assertThat(join(other, "room:a")).isEqualTo("ok");
    assertThat(join(neighbour, "room:a")).isEqualTo("error");
  }

  @Test
  void wordOfAnybodyElseAboutTheAddressDoesNotCount() {
    start("address.joins = 1/h");
    RawWebSocket one = client("", Map.of("X-Forwarded-For", "192.0.2.1"));
    RawWebSocket other = client("", Map.of("X-Forwarded-For", "192.0.2.2"));

    assertThat(join(one, "room:a")).isEqualTo("ok");
    assertThat(join(other, "room:a")).isEqualTo("error");
  }

  @Test
  void connectAboveTheRateOfAnAddressWaitsAndIsRefusedWhenThatTakesTooLong() {
    start("address.connects = 2/800ms, max-connect-delay = 500 ms");
    long start = System.nanoTime();
    assertThat(client("").isUpgraded()).isTrue();
    assertThat(client("").isUpgraded()).isTrue();

    assertThat(client("").isUpgraded()).isTrue();

    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(380));
  }

  @Test
  void connectThatWouldWaitTooLongIsAnsweredWith429() {
    start("user.connects = 1/h, max-connect-delay = 2 s");
    assertThat(client("&id=ann").isUpgraded()).isTrue();

    RawWebSocket second = client("&id=ann");

    assertThat(second.answer().status()).isEqualTo(429);
    assertThat(second.answer().headers()).containsEntry("retry-after", "2");
    assertThat(client("&id=bob").isUpgraded()).isTrue();
    assertThat(client("").isUpgraded()).isTrue();
    assertThat(client("").isUpgraded()).isTrue();
  }
}
