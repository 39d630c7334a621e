package io.kokko.serializer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kokko.message.Message;
import io.kokko.message.Payload;
import io.kokko.message.Ref;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Protocol 1.0.0 (rule 12). */
class V1SerializerTest {

  private static final Serializer V1 = Serializer.negotiate("1.0.0").orElseThrow();

  @Test
  void pushIsAnObjectWithItsKeysInAnyOrder() {
    assertThat(
            V1.decode(
                Frame.text(
                    "{\"ref\":\"2\",\"zzz\":[{}],\"payload\":{\"a\":1},\"join_ref\":\"1\","
                        + "\"event\":\"echo\",\"topic\":\"room:a\"}")))
        .isEqualTo(
            new Message.Push(
                Ref.of("1"), Ref.of("2"), "room:a", "echo", Payload.ofJson("{\"a\":1}")));
  }

  @Test
  void joinRefMayBeMissingAndRefMayBeAnyJson() {
    assertThat(
            V1.decode(Frame.text("{\"topic\":\"t\",\"event\":\"e\",\"payload\":null,\"ref\":8}")))
        .isEqualTo(new Message.Push(null, new Ref("8"), "t", "e", Payload.ofJson("null")));
  }

  @Test
  void eventThatIsNoStringIsAStray() {
    assertThat(V1.decode(Frame.text("{\"topic\":\"t\",\"event\":[],\"payload\":{},\"ref\":null}")))
        .isEqualTo(new Message.Stray(null, null, Ref.of("t"), new Ref("[]")));
    assertThat(V1.encode(new Message.StrayReply(null, null, Ref.of("t"), "error", Payload.empty())))
        .isEqualTo(
            Frame.text(
                "{\"event\":\"phx_reply\",\"payload\":{\"response\":{},\"status\":\"error\"},"
                    + "\"ref\":null,\"topic\":\"t\"}"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "hello",
        "[null,\"1\",\"phoenix\",\"heartbeat\",{}]",
        "{\"topic\":\"phoenix\",\"event\":\"heartbeat\",\"payload\":{}}",
        "{\"topic\":\"phoenix\",\"event\":\"heartbeat\",\"ref\":\"1\"}",
        "{\"event\":\"heartbeat\",\"payload\":{},\"ref\":\"1\"}",
        "{\"topic\":\"phoenix\",\"payload\":{},\"ref\":\"1\"}",
        "{\"topic\":\"phoenix\",\"event\":\"heartbeat\",\"payload\":{},\"ref\":\"1\"",
        "{\"topic\":\"phoenix\",\"event\":\"heartbeat\",\"payload\":{},\"ref\":\"1\"}}"
      })
  void malformedTextIsRefused(String text) {
    assertThatThrownBy(() -> V1.decode(Frame.text(text)))
        .isInstanceOf(MalformedFrameException.class);
  }

  @Test
  void binaryFrameIsRefused() {
    assertThatThrownBy(() -> V1.decode(Frame.binary(new byte[] {0, 0, 0, 1, 1, 't', 'e'})))
        .isInstanceOf(MalformedFrameException.class);
  }

  @Test
  void joinRefIsNeverSent() {
    assertThat(V1.encode(new Message.Push(Ref.of("1"), Ref.of("1"), "t", "e", Payload.empty())))
        .isEqualTo(Frame.text("{\"event\":\"e\",\"payload\":{},\"ref\":\"1\",\"topic\":\"t\"}"));
    assertThat(V1.encode(new Message.Reply(Ref.of("1"), Ref.of("2"), "t", "ok", Payload.empty())))
        .isEqualTo(
            Frame.text(
                "{\"event\":\"phx_reply\",\"payload\":{\"response\":{},\"status\":\"ok\"},"
                    + "\"ref\":\"2\",\"topic\":\"t\"}"));
  }

  @Test
  void broadcastHasANullRef() {
    assertThat(V1.encode(new Message.Broadcast("t", "e", Payload.ofJson("{\"a\":1}"))))
        .isEqualTo(
            Frame.text("{\"event\":\"e\",\"payload\":{\"a\":1},\"ref\":null,\"topic\":\"t\"}"));
  }

  @Test
  void binaryPayloadCannotBeSent() {
    Payload bytes = Payload.binary(new byte[] {1});

    assertThatThrownBy(() -> V1.encode(new Message.Broadcast("t", "e", bytes)))
        .isInstanceOf(UnencodableMessageException.class);
    assertThatThrownBy(() -> V1.encode(new Message.Reply(null, null, "t", "ok", bytes)))
        .isInstanceOf(UnencodableMessageException.class);
  }
}
