package io.kokko.hello;

import static org.assertj.core.api.Assertions.assertThat;

import io.kokko.channel.Channel;
import io.kokko.channel.CloseCode;
import io.kokko.channel.JoinResult;
import io.kokko.channel.Reply;
import io.kokko.socket.ConnectResult;
import io.kokko.socket.SocketHandler;
import io.kokko.testkit.ChannelTestKit;
import io.kokko.testkit.TestClient;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of a payload on its way to a channel and back. */
class PayloadFidelityTest {

  /** One array less than the limit, since the frame is an array around the payload. */
  private static final int DEEPEST = 999;

  private record Order(int count, @Nullable String note, @Nullable List<Integer> parts) {}

  private final ChannelTestKit kit = new ChannelTestKit();

  @AfterEach
  void stop() {
    kit.close();
  }

  private TestClient inRoom() {
    TestClient client = kit.connect(UserSocket.create(), Map.of());
    client.join("room:1", Map.of());
    return client;
  }

  private static String echo(String json) {
    return "[\"1\",\"9\",\"room:1\",\"echo\"," + json + "]";
  }

  private static String echoed(String json) {
    return "[\"1\",\"9\",\"room:1\",\"phx_reply\",{\"response\":" + json + ",\"status\":\"ok\"}]";
  }

  static Stream<String> kept() {
    return Stream.of(
        "12345678901234567890123456789012345678901234567890",
        "-0",
        "1.0",
        "1e3",
        "1E-7",
        "0.1000000000000000055511151231257827021181583404541015625",
        "3.14159265358979323846264338327950288419716939937510",
        "1".repeat(1000),
        "0." + "1".repeat(998),
        "\"é漢😀\u007f\u2028\"",
        "\"\\u00e9\\ud83d\\ude00\\u0000\\\"\\\\\\/\\b\\f\\n\\r\\t\"",
        "\"" + "x".repeat(1_000_000) + "\"",
        "{\"" + "k".repeat(100_000) + "\":1}",
        "{\"z\":1,\"a\":2,\"m\":{\"2\":0,\"1\":0}}",
        "{\"a\":1,\"a\":2}",
        "[".repeat(DEEPEST) + "]".repeat(DEEPEST),
        "{\"a\":".repeat(DEEPEST) + "null" + "}".repeat(DEEPEST),
        "null",
        "[]",
        "\"text\"",
        "false");
  }

  @ParameterizedTest
  @MethodSource("kept")
  void valueComesBackAsItWent(String json) {
    TestClient client = inRoom();

    client.sendText(echo(json));

    assertThat(client.nextFrame().asText()).isEqualTo(echoed(json));
  }

  static Stream<String> refusedPayloads() {
    return Stream.of(
        "\"\\ud83d\"",
        "\"\\ude00\"",
        "\"\\ude00\\ud83d\"",
        "{\"\\ud83d\":1}",
        "\"\u0001\"",
        "\"\n\"",
        "\"\t\"",
        "\"\\x\"",
        "\u0000",
        "01",
        "1.",
        ".5",
        "+1",
        "NaN",
        "Infinity",
        "'a'",
        "{a:1}",
        "[1,]",
        "/**/1",
        "1".repeat(1001),
        "1".repeat(1_000_000),
        "1e" + "1".repeat(1_000_000),
        "[".repeat(DEEPEST + 1) + "]".repeat(DEEPEST + 1),
        "[".repeat(1_000_000));
  }

  static Stream<String> refused() {
    return Stream.concat(
        refusedPayloads().map(PayloadFidelityTest::echo),
        Stream.of(
            "\ufeff" + echo("{}"),
            "\u0000" + echo("{}").replace("", "\u0000"),
            echo("{}").replace("", "\u0000").substring(1)));
  }

  @ParameterizedTest
  @MethodSource("refused")
  void whatIsNoJsonOrBeyondALimitClosesItsOwnSocketWith1011(String frame) {
    TestClient client = inRoom();
    TestClient other = inRoom();

    client.sendText(frame);

    assertThat(client.expectClose()).isEqualTo(CloseCode.INTERNAL_ERROR);
    other.sendText(echo("1"));
    assertThat(other.nextFrame().asText()).isEqualTo(echoed("1"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "[]", "7", "\"text\"", "true"})
  void joinTakesAnyJson(String json) {
    TestClient client = kit.connect(UserSocket.create(), Map.of());

    client.sendText("[\"1\",\"1\",\"room:1\",\"phx_join\"," + json + "]");

    assertThat(client.nextFrame().asText()).contains("\"ok\"").contains("{\"joined\":\"room:1\"}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "[]", "7", "\"text\"", "true"})
  void broadcastOfWhatIsNoObjectCrashesItsChannelOnly(String json) {
    TestClient client = inRoom();
    TestClient other = inRoom();

    client.sendText("[\"1\",\"9\",\"room:1\",\"new_msg\"," + json + "]");

    assertThat(client.nextFrame().asText())
        .isEqualTo("[\"1\",\"1\",\"room:1\",\"phx_error\",{\"reason\":\"channel_crash\"}]");
    other.sendText(echo("1"));
    assertThat(other.nextFrame().asText()).isEqualTo(echoed("1"));
  }

  private TestClient ordering() {
    Channel<String, String> orders =
        Channel.<String, String>join((topic, params, socket) -> JoinResult.ok(topic))
            .handleIn("order", Order.class, (topic, order) -> Reply.ok(order));
    SocketHandler<String> handler =
        SocketHandler.connect((Map<String, String> params) -> ConnectResult.ok("anybody"))
            .channel("orders", orders);
    TestClient client = kit.connect(handler, Map.of());
    client.join("orders", Map.of());
    return client;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"count\":1,\"unknown\":[]}|{\"count\":1,\"note\":null,\"parts\":null}",
        "{\"count\":1,\"count\":2}|{\"count\":2,\"note\":null,\"parts\":null}",
        "{}|{\"count\":0,\"note\":null,\"parts\":null}",
        "{\"note\":\"\\u0000\",\"parts\":[1]}|{\"count\":0,\"note\":\"\\u0000\",\"parts\":[1]}"
      })
  void recordIgnoresUnknownKeysAndDoesWithoutMissingOnes(String json, String answer) {
    TestClient client = ordering();

    client.sendText("[\"1\",\"9\",\"orders\",\"order\"," + json + "]");

    assertThat(client.nextFrame().asText()).contains("{\"response\":" + answer + ",");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"count\":\"many\"}",
        "{\"count\":[]}",
        "{\"count\":99999999999}",
        "{\"count\":1e999999999}",
        "{\"count\":1e99999999999}",
        "{\"parts\":{}}",
        "[]",
        "null",
        "7"
      })
  void payloadThatDoesNotFitCrashesTheChannel(String json) {
    TestClient client = ordering();

    client.sendText("[\"1\",\"9\",\"orders\",\"order\"," + json + "]");

    assertThat(client.nextFrame().asText())
        .isEqualTo("[\"1\",\"1\",\"orders\",\"phx_error\",{\"reason\":\"channel_crash\"}]");
  }

  @Test
  void numberOfManyDigitsCostsNoMoreThanItsBytes() {
    TestClient client = inRoom();
    String numbers = "[" + ("9".repeat(999) + ",").repeat(999) + "9]";

    client.sendText(echo(numbers));

    assertThat(client.nextFrame().asText()).isEqualTo(echoed(numbers));
  }
}
