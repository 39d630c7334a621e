package io.kokko.message;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PayloadTest {

  record Ping(int n) {}

  @Test
  void recordsAndMapsBecomeJson() {
    assertThat(Payload.of(new Ping(1))).hasToString("{\"n\":1}");
    assertThat(Payload.of(Map.of("n", List.of(1, "é")))).hasToString("{\"n\":[1,\"é\"]}");
    assertThat(Payload.of("text")).hasToString("\"text\"");
  }

  @Test
  void payloadStaysWhatItIs() {
    Payload payload = Payload.ofJson("{\"n\":1}");

    assertThat(Payload.of(payload)).isSameAs(payload);
    assertThat(payload.as(Payload.class)).isSameAs(payload);
    assertThat(payload.as(Object.class)).isNotNull();
  }

  @Test
  void jsonIsBoundToTheTypeAskedFor() {
    Payload payload = Payload.ofJson("{\"n\": 7, \"unknown\": true}");

    assertThat(payload.as(Ping.class)).isEqualTo(new Ping(7));
    assertThat(payload.as(Map.class).get("n")).isEqualTo(7);
    assertThat(payload.json().get("unknown").booleanValue()).isTrue();
  }

  @Test
  void jsonThatDoesNotFitIsNamed() {
    assertThatThrownBy(() -> Payload.ofJson("{\"n\":\"x\"}").as(Ping.class))
        .isInstanceOf(PayloadException.class)
        .hasMessageContaining("{\"n\":\"x\"}")
        .hasMessageContaining(Ping.class.getName());
    assertThatThrownBy(() -> Payload.ofJson("null").as(Ping.class))
        .isInstanceOf(PayloadException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "{", "{}x", "[1,]", "nul", "'x'", "{\"\\ud83d\":1}"})
  void textThatIsNoJsonIsRefused(String text) {
    assertThatThrownBy(() -> Payload.ofJson(text)).isInstanceOf(PayloadException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1e2147483648", "[1e-99999999999]"})
  void exponentBeyondAllBoundsIsRefused(String json) {
    Payload received = JsonPayload.copyOf(json.getBytes(UTF_8), 0, json.length());

    assertThatThrownBy(() -> Payload.ofJson(json)).isInstanceOf(PayloadException.class);
    assertThatThrownBy(received::json)
        .isInstanceOf(PayloadException.class)
        .hasMessageContaining(json);
  }

  @Test
  void numbersKeepTheirDigits() {
    String json = "{\"price\":10.50,\"id\":12345678901234567890}";

    assertThat(Payload.of(Payload.ofJson(json).json())).hasToString(json);
  }

  @Test
  void equalityAsksForTheValueOnly() {
    assertThat(Payload.ofJson("{\"a\":1, \"b\":[2]}"))
        .isEqualTo(Payload.ofJson("{ \"b\":[2],\"a\":1}"))
        .hasSameHashCodeAs(Payload.ofJson("{ \"b\":[2],\"a\":1}"))
        .isNotEqualTo(Payload.ofJson("{\"a\":1,\"b\":[\"2\"]}"));
  }

  @Test
  void bytesAreCopiedInAndOut() {
    byte[] bytes = {1, 2, 3};
    Payload payload = Payload.of(bytes);
    bytes[0] = 9;
    payload.as(byte[].class)[1] = 9;
    payload.toByteArray()[2] = 9;

    assertThat(payload.as(byte[].class)).containsExactly(1, 2, 3);
    assertThat(payload).isEqualTo(Payload.binary(new byte[] {1, 2, 3}));
    assertThat(payload.sizeInBytes()).isEqualTo(3);
  }

  @Test
  void bytesAreNoJson() {
    Payload payload = Payload.binary(new byte[] {'{', '}'});

    assertThatThrownBy(() -> payload.as(JsonNode.class))
        .isInstanceOf(PayloadException.class)
        .hasMessageContaining("2 bytes");
    assertThat(payload).isNotEqualTo(Payload.empty());
  }

  @Test
  void sizeIsThatOfTheUtf8Text() {
    Payload payload = Payload.ofJson("{\"é\":\"漢\"}");
    byte[] target = new byte[payload.sizeInBytes() + 2];
    payload.copyTo(target, 1);

    assertThat(new String(target, 1, payload.sizeInBytes(), UTF_8)).isEqualTo(payload.toString());
    assertThat(payload.sizeInBytes()).isEqualTo(payload.toString().getBytes(UTF_8).length);
  }

  @Test
  void valueThatJacksonCannotWriteIsNamed() {
    assertThatThrownBy(() -> Payload.of(new Object()))
        .isInstanceOf(PayloadException.class)
        .hasMessageContaining("java.lang.Object");
  }
}
