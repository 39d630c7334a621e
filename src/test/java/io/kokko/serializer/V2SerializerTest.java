package io.kokko.serializer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kokko.message.Message;
import io.kokko.message.Payload;
import io.kokko.message.Ref;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Protocol 2.0.0 (rules 13 to 18). */
class V2SerializerTest {

  private static final Serializer V2 = Serializer.v2();

  @Test
  void textPushIsAnArrayOfFive() {
    assertThat(V2.decode(Frame.text("[\"1\",\"2\",\"room:a\",\"echo\",{\"a\":[1,2.50]}]")))
        .isEqualTo(push("1", "2", "room:a", "echo", Payload.ofJson("{\"a\":[1,2.50]}")));
  }

  @Test
  void elementsAfterTheFifthAreIgnored() {
    assertThat(V2.decode(Frame.text("[\"1\",\"2\",\"t\",\"e\",{},{\"x\":[]},7]")))
        .isEqualTo(push("1", "2", "t", "e", Payload.empty()));
  }

  @Test
  void refsMayBeAnyJson() {
    Message.Push push = (Message.Push) V2.decode(Frame.text("[{\"a\": 1},5,\"t\",\"e\",{}]"));

    assertThat(push.joinRef()).isEqualTo(new Ref("{\"a\":1}"));
    assertThat(push.ref()).isEqualTo(new Ref("5")).isNotEqualTo(Ref.of("5"));
  }

  @Test
  void payloadMayBeAnyJson() {
    for (String json : List.of("null", "\"\\u00e9 ]\"", "-1e3", "[[]]", "true", "{ }")) {
      Message.Push push =
          (Message.Push) V2.decode(Frame.text("[null,null,\"t\",\"e\", " + json + " ]"));

      assertThat(push.payload()).isEqualTo(Payload.ofJson(json));
    }
  }

  @Test
  void topicThatIsNoStringIsAStray() {
    assertThat(V2.decode(Frame.text("[\"1\",\"2\",5,null,{}]")))
        .isEqualTo(new Message.Stray(Ref.of("1"), Ref.of("2"), new Ref("5"), null));
    assertThat(
            V2.encode(
                new Message.StrayReply(
                    null,
                    Ref.of("2"),
                    new Ref("5"),
                    "error",
                    Payload.ofJson("{\"reason\":\"r\"}"))))
        .isEqualTo(
            Frame.text(
                "[null,\"2\",5,\"phx_reply\",{\"response\":{\"reason\":\"r\"},\"status\":\"error\"}]"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "hello",
        "\"x\"",
        "{}",
        "[]",
        "[\"1\",\"1\",\"room:a\",\"phx_join\"]",
        "[\"1\",\"1\",\"room:a\",\"phx_join\",{",
        "[\"1\",\"1\",\"room:a\",\"phx_join\",{}",
        "[\"1\",\"1\",\"room:a\",\"phx_join\",{}]x",
        "[\"1\",\"1\",\"room:a\",\"phx_join\",{}][]",
        "[\"1\",\"1\",\"room:a\",\"phx_join\",{},]",
        "[\"1\",\"1\",\"room:a\",\"phx_join\",\"unfinished]",
        "[1e9999999999,\"1\",\"room:a\",\"phx_join\",{}]"
      })
  void malformedTextIsRefused(String text) {
    assertThatThrownBy(() -> V2.decode(Frame.text(text)))
        .isInstanceOf(MalformedFrameException.class);
  }

  @Test
  void longKeysAreNotRemembered() {
    long before = heapBytes();
    for (int i = 0; i < 2000; i++) {
      String key = i + "k".repeat(40_000);
      V2.decode(Frame.text("[null,null,\"t\",\"e\",{\"" + key + "\":1}]"));
    }

    assertThat(heapBytes() - before).isLessThan(40_000_000);
  }

  private static long heapBytes() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  @Test
  void binaryPushIsRead() {
    // 00 | sizes of join_ref, ref, topic, event | 2 | 11 | room:b | echo_bin | the rest
    assertThat(V2.decode(binary("00 01 02 06 08 32 3131 726f6f6d3a62 6563686f5f62696e 0001ff")))
        .isEqualTo(push("2", "11", "room:b", "echo_bin", Payload.binary(bytes("0001ff"))));
  }

  @Test
  void refsOfNoBytesAreEmptyStrings() {
    assertThat(V2.decode(binary("00 00 00 01 01 74 65")))
        .isEqualTo(push("", "", "t", "e", Payload.binary(new byte[0])));
  }

  @Test
  void binaryPushThatEndsTooEarlyIsRefused() {
    byte[] whole = bytes("00 01 02 06 08 32 3131 726f6f6d3a62 6563686f5f62696e");

    for (int size = 0; size < whole.length; size++) {
      Frame cut = Frame.binary(Arrays.copyOf(whole, size));
      assertThatThrownBy(() -> V2.decode(cut)).isInstanceOf(MalformedFrameException.class);
    }
    assertThat(V2.decode(Frame.binary(whole))).isInstanceOf(Message.Push.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 0x7f, 0x80, 0xff})
  void onlyPushesMayBeBinary(int kind) {
    byte[] frame = bytes("00 00 00 01 01 74 65");
    frame[0] = (byte) kind;

    assertThatThrownBy(() -> V2.decode(Frame.binary(frame)))
        .isInstanceOf(MalformedFrameException.class)
        .hasMessageContaining("kind " + kind);
  }

  @Test
  void binaryPartThatIsNoUtf8IsRefused() {
    assertThatThrownBy(() -> V2.decode(binary("00 00 00 01 01 ff 65")))
        .isInstanceOf(MalformedFrameException.class);
  }

  @Test
  void pushToTheClientHasNoRef() {
    assertThat(
            V2.encode(new Message.Push(Ref.of("1"), null, "t", "e", Payload.ofJson("{\"a\":1}"))))
        .isEqualTo(Frame.text("[\"1\",null,\"t\",\"e\",{\"a\":1}]"));
  }

  @Test
  void broadcastHasNoRefs() {
    assertThat(V2.encode(new Message.Broadcast("t", "e", Payload.ofJson("{\"a\":1}"))))
        .isEqualTo(Frame.text("[null,null,\"t\",\"e\",{\"a\":1}]"));
  }

  @Test
  void replyWrapsStatusAndResponse() {
    assertThat(V2.encode(reply(Payload.ofJson("[1]"))))
        .isEqualTo(
            Frame.text(
                "[\"1\",\"2\",\"room:b\",\"phx_reply\",{\"response\":[1],\"status\":\"ok\"}]"));
  }

  @Test
  void topicsAndEventsAreEscaped() {
    String odd = "a\"\\\n\u0001é\u2028😀";

    assertThat(V2.decode(V2.encode(new Message.Push(Ref.of(odd), null, odd, odd, Payload.empty()))))
        .isEqualTo(new Message.Push(Ref.of(odd), null, odd, odd, Payload.empty()));
  }

  @Test
  void binaryPushToTheClientHasNoByteForTheRef() {
    // 00 | sizes of join_ref, topic, event | 1 | room:b | pushed_bin | data
    assertThat(
            V2.encode(
                new Message.Push(
                    Ref.of("1"), null, "room:b", "pushed_bin", Payload.binary(bytes("00fe")))))
        .isEqualTo(binary("00 01 06 0a 31 726f6f6d3a62 7075736865645f62696e 00fe"));
  }

  @Test
  void binaryReplyCarriesTheStatus() {
    // 01 | sizes of join_ref, ref, topic, status | 1 | 2 | room:b | ok | data
    assertThat(V2.encode(reply(Payload.binary(bytes("00fe")))))
        .isEqualTo(binary("01 01 01 06 02 31 32 726f6f6d3a62 6f6b 00fe"));
  }

  @Test
  void binaryReplyToAPushWithoutRefsHasEmptyOnes() {
    assertThat(V2.encode(new Message.Reply(null, null, "t", "ok", Payload.binary(bytes("ff")))))
        .isEqualTo(binary("01 00 00 01 02 74 6f6b ff"));
  }

  @Test
  void binaryBroadcastCarriesTopicAndEvent() {
    // 02 | sizes of topic, event | room:b | bcast_bin | data
    assertThat(
            V2.encode(
                new Message.Broadcast("room:b", "bcast_bin", Payload.binary(bytes("0001ff")))))
        .isEqualTo(binary("02 06 09 726f6f6d3a62 62636173745f62696e 0001ff"));
  }

  @Test
  void binaryPartsHaveAtMost255Bytes() {
    Payload data = Payload.binary(bytes("ff"));
    String longest = "é".repeat(127) + "x";
    String tooLong = "é".repeat(128);

    Frame frame = V2.encode(new Message.Broadcast(longest, longest, data));

    assertThat(frame.bytes()).hasSize(3 + 255 + 255 + 1).startsWith(2, 0xff, 0xff);
    assertThatThrownBy(() -> V2.encode(new Message.Broadcast(tooLong, "e", data)))
        .isInstanceOf(UnencodableMessageException.class)
        .hasMessageContaining("topic: 256 bytes");
    assertThatThrownBy(() -> V2.encode(new Message.Broadcast("t", tooLong, data)))
        .isInstanceOf(UnencodableMessageException.class)
        .hasMessageContaining("event: 256 bytes");
  }

  @Test
  void rule18RefThatIsNoStringIsWrittenAsOneInABinaryFrame() {
    Payload data = Payload.binary(bytes("ff"));

    assertThat(V2.encode(new Message.Reply(new Ref("true"), new Ref("5"), "t", "ok", data)))
        .isEqualTo(binary("01 04 01 01 02 74727565 35 74 6f6b ff"));
    assertThatThrownBy(() -> V2.encode(new Message.Reply(null, new Ref("[5]"), "t", "ok", data)))
        .isInstanceOf(UnencodableMessageException.class)
        .hasMessageContaining("ref: [5]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "1", "null", "\"x\""})
  void pushesAndBroadcastsCarryObjects(String json) {
    Payload payload = Payload.ofJson(json);

    assertThatThrownBy(() -> V2.encode(new Message.Broadcast("t", "e", payload)))
        .isInstanceOf(UnencodableMessageException.class);
    assertThatThrownBy(() -> V2.encode(push("1", "2", "t", "e", payload)))
        .isInstanceOf(UnencodableMessageException.class);
    assertThat(V2.encode(reply(payload)).asText()).contains(json);
  }

  private static Message.Push push(
      String joinRef, String ref, String topic, String event, Payload payload) {
    return new Message.Push(Ref.of(joinRef), Ref.of(ref), topic, event, payload);
  }

  private static Message.Reply reply(Payload response) {
    return new Message.Reply(Ref.of("1"), Ref.of("2"), "room:b", "ok", response);
  }

  private static Frame binary(String hex) {
    return Frame.binary(bytes(hex));
  }

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex.replace(" ", ""));
  }
}
