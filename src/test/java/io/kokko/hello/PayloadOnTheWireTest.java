package io.kokko.hello;

import static org.assertj.core.api.Assertions.assertThat;

import io.kokko.wire.PollingClient;
import io.kokko.wire.RawFrame;
import io.kokko.wire.RawWebSocket;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What {@link PayloadFidelityTest} finds with the test kit, on real connections, in each version.
 */
@Timeout(60)
class PayloadOnTheWireTest {

  private static final String V1 = "/socket/websocket?vsn=1.0.0";
  private static final String V2 = "/socket/websocket?vsn=2.0.0";

  @TempDir private static Path runtimeDirectory;
  private static RunningHello hello;

  @BeforeAll
  static void start() {
    hello = RunningHello.start("wire@127.0.0.1", runtimeDirectory);
  }

  @AfterAll
  static void stop() {
    hello.close();
  }

  private static RawWebSocket joined(String version, String topic) {
    RawWebSocket client = RawWebSocket.open(hello.address(), version);
    client.write(RawFrame.text(sent(version, topic, "phx_join", "{}")));
    assertThat(client.read().asText()).contains("\"ok\"");
    return client;
  }

  private static String sent(String version, String topic, String event, String payload) {
    return version.equals(V1)
        ? "{\"topic\":\"%s\",\"event\":\"%s\",\"payload\":%s,\"ref\":\"9\"}"
            .formatted(topic, event, payload)
        : "[\"1\",\"9\",\"%s\",\"%s\",%s]".formatted(topic, event, payload);
  }

  private static String reply(String version, String topic, String response) {
    return version.equals(V1)
        ? "{\"event\":\"phx_reply\",\"payload\":{\"response\":%s,\"status\":\"ok\"},\"ref\":\"9\",\"topic\":\"%s\"}"
            .formatted(response, topic)
        : "[\"1\",\"9\",\"%s\",\"phx_reply\",{\"response\":%s,\"status\":\"ok\"}]"
            .formatted(topic, response);
  }

  private static String broadcast(String version, String topic, String event, String payload) {
    return version.equals(V1)
        ? "{\"event\":\"%s\",\"payload\":%s,\"ref\":null,\"topic\":\"%s\"}"
            .formatted(event, payload, topic)
        : "[null,null,\"%s\",\"%s\",%s]".formatted(topic, event, payload);
  }

  static Stream<String> kept() {
    return PayloadFidelityTest.kept();
  }

  @ParameterizedTest
  @MethodSource("kept")
  void valueComesBackAsItWentInBothVersions(String json) {
    for (String version : new String[] {V1, V2}) {
      try (RawWebSocket client = joined(version, "room:echo")) {
        client.write(RawFrame.text(sent(version, "room:echo", "echo", json)));

        assertThat(client.read().asText()).isEqualTo(reply(version, "room:echo", json));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("kept")
  void valueComesBackToAClientThatPolls(String json) {
    PollingClient client = PollingClient.opened(hello.address());
    client.post(sent(V2, "room:poll", "phx_join", "{}"));
    client.next();

    client.post(sent(V2, "room:poll", "echo", json));

    assertThat(client.poll().get("messages").get(0).textValue())
        .isEqualTo(reply(V2, "room:poll", json));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"v\":12345678901234567890123456789012345678901234567890}",
        "{\"v\":[1.0,1e3,-0,0.10]}",
        "{\"v\":\"\\u00e9é漢😀\\u0000\\ud83d\\ude00\"}",
        "{\"z\":1,\"a\":{\"\":null},\"a\":2}",
        "{}"
      })
  void broadcastReachesBothVersionsAsItWent(String json) {
    try (RawWebSocket one = joined(V1, "room:both");
        RawWebSocket two = joined(V2, "room:both")) {
      two.write(RawFrame.text(sent(V2, "room:both", "new_msg_from", json)));
      assertThat(two.read().asText()).isEqualTo(reply(V2, "room:both", "{}"));
      assertThat(one.read().asText()).isEqualTo(broadcast(V1, "room:both", "new_msg_from", json));

      one.write(RawFrame.text(sent(V1, "room:both", "new_msg_from", json)));
      assertThat(one.read().asText()).isEqualTo(reply(V1, "room:both", "{}"));
      assertThat(two.read().asText()).isEqualTo(broadcast(V2, "room:both", "new_msg_from", json));
    }
  }

  static Stream<String> refused() {
    return PayloadFidelityTest.refusedPayloads();
  }

  @ParameterizedTest
  @MethodSource("refused")
  void whatIsNoJsonOrBeyondALimitClosesTheSocketWith1011(String json) {
    for (String version : new String[] {V1, V2}) {
      try (RawWebSocket client = joined(version, "room:echo")) {
        client.write(RawFrame.text(sent(version, "room:echo", "echo", json)));

        assertThat(client.read()).hasToString("close 1011 \"\"");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "[]", "7", "\"text\"", "true"})
  void pushOfWhatIsNoObjectCrashesItsChannel(String json) {
    for (String version : new String[] {V1, V2}) {
      try (RawWebSocket client = joined(version, "room:echo")) {
        client.write(RawFrame.text(sent(version, "room:echo", "push_me", json)));

        assertThat(client.read().asText()).contains("\"phx_error\"", "channel_crash");
      }
    }
  }
}
