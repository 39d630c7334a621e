package io.kokko.serializer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.kokko.message.Message;
import io.kokko.message.Payload;
import io.kokko.message.Ref;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlainPushTest {

  private static Message.@Nullable Push read(String frame) {
    return PlainPush.read(frame.getBytes(UTF_8));
  }

  @Test
  void aPushIsReadAsItIsWritten() {
    assertThat(read("[\"1\",\"17\",\"room:lobby\",\"shout\",{\"body\":\"hi\",\"n\":[1,-2.5,{}]}]"))
        .isEqualTo(
            new Message.Push(
                Ref.of("1"),
                Ref.of("17"),
                "room:lobby",
                "shout",
                Payload.ofJson("{\"body\":\"hi\",\"n\":[1,-2.5,{}]}")));
  }

  @Test
  void aHeartbeatHasNoJoinRef() {
    assertThat(read("[null,\"3\",\"phoenix\",\"heartbeat\",{}]"))
        .isEqualTo(
            new Message.Push(null, Ref.of("3"), "phoenix", "heartbeat", Payload.ofJson("{}")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"a\":true,\"b\":false,\"c\":null}",
        "{ \"a\" : [ 1 , 2 ] ,\n\t\"b\" : { } }",
        "{\"escaped\":\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"}",
        "{\"long\":\"0123456789 0123456789 0123456789\",\"short\":\"\"}",
        "{\"zero\":0,\"less\":-0,\"half\":0.5,\"million\":1000000}",
        "{\"a quote behind eight\":\"12345678\\\"\",\"12345678\":\"\"}"
      })
  void aPayloadIsTakenAsTheParserTakesIt(String payload) {
    String frame = "[\"1\",\"2\",\"t\",\"e\"," + payload + "]";

    assertThat(read(frame)).isNotNull().isEqualTo(V2Serializer.decodeText(Frame.text(frame)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[",
        "[]",
        "{\"topic\":\"t\"}",
        "[1,\"2\",\"t\",\"e\",{}]",
        "[null,null,null,\"e\",{}]",
        "[nil,\"2\",\"t\",\"e\",{}]",
        "[\"1\", \"2\",\"t\",\"e\",{}]",
        "[\"1\",\"2\",\"t\",\"e\"]",
        "[\"1\",\"2\",\"t\",\"e\",[]]",
        "[\"1\",\"2\",\"t\",\"e\",{}",
        "[\"1\",\"2\",\"t\",\"e\",{}]]",
        "[\"1\",\"2\",\"t\",\"e\",{},6]",
        "[\"1\",\"2\",\"t\\n\",\"e\",{}]",
        "[\"1\",\"2\",\"tä\",\"e\",{}]",
        "[\"1\",\"2\",\"t\",\"e\",{\"a\"}]",
        "[\"1\",\"2\",\"t\",\"e\",{\"a\":}]",
        "[\"1\",\"2\",\"t\",\"e\",{\"a\":1,}]",
        "[\"1\",\"2\",\"t\",\"e\",{a:1}]",
        "[\"1\",\"2\",\"t\",\"e\",{\"a\":[1,]}]",
        "[\"1\",\"2\",\"t\",\"e\",{\"a\":[1 2]}]",
        "[\"1\",\"2\",\"t\",\"e\",{\"a\":01}]",
        "[\"1\",\"2\",\"t\",\"e\",{\"a\":-}]",
        "[\"1\",\"2\",\"t\",\"e\",{\"a\":1.}]",
        "[\"1\",\"2\",\"t\",\"e\",{\"a\":.5}]",
        "[\"1\",\"2\",\"t\",\"e\",{\"a\":1e5}]",
        "[\"1\",\"2\",\"t\",\"e\",{\"a\":truly}]",
        "[\"1\",\"2\",\"t\",\"e\",{\"a\":\"\\x\"}]",
        "[\"1\",\"2\",\"t\",\"e\",{\"a\":\"\\u00e4\"}]",
        "[\"1\",\"2\",\"t\",\"e\",{\"a\":\"ä\"}]",
        "[\"1\",\"2\",\"t\",\"e\",{\"a\":\"\n\"}]",
        "[\"1\",\"2\",\"t\",\"e\",{\"a\":\"12345678\n\"}]",
        "[\"1\",\"2\",\"t\",\"e\",{\"a\":\"open}]"
      })
  void whatIsNotQuiteSoIsLeftToTheParser(String frame) {
    assertThat(read(frame)).isNull();
  }

  @Test
  void whatLiesDeepOrIsLongIsLeftToTheParser() {
    String deep = "{\"a\":" + "[".repeat(40) + "]".repeat(40) + "}";
    String number = "{\"a\":" + "1".repeat(65) + "}";

    assertThat(read("[\"1\",\"2\",\"t\",\"e\"," + deep + "]")).isNull();
    assertThat(read("[\"1\",\"2\",\"t\",\"e\"," + number + "]")).isNull();
  }

  @Test
  void nothingIsTakenThatTheParserTakesOtherwise() {
    byte[] frame =
        "[\"1\",\"23\",\"room:1\",\"new_msg\",{\"k\":\"va\\nlue 12345\",\"n\":[-1.5,true,null]}]"
            .getBytes(UTF_8);
    byte[] signs = "[]{}\",:\\ 019-.eEtrufalsn\n\u0001\u007f".getBytes(UTF_8);
    Random random = new Random(17);
    int taken = 0;
    for (int i = 0; i < 100_000; i++) {
      byte[] varied = frame.clone();
      for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
        varied[random.nextInt(varied.length)] = signs[random.nextInt(signs.length)];
      }
      Message.Push push = PlainPush.read(varied);
      if (push != null) {
        taken++;
        assertThat(V2Serializer.decodeText(Frame.text(varied))).isEqualTo(push);
      }
    }
    assertThat(taken).isGreaterThan(1000);
  }
}
