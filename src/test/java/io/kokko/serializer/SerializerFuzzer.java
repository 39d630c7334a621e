package io.kokko.serializer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.kokko.message.BinaryPayload;
import io.kokko.message.JsonPayload;
import io.kokko.message.Message;
import io.kokko.message.Payload;
import io.kokko.message.Ref;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Arrays;

/** Takes any bytes for the frame of a client; the first one chooses protocol and kind. */
public final class SerializerFuzzer {

  private static final Serializer V1 = Serializer.negotiate("1.0.0").orElseThrow();
  private static final Serializer V2 = Serializer.v2();

  private SerializerFuzzer() {}

  /** Fails unless the frame is refused as malformed, or is written and read back the same. */
  public static void fuzzerTestOneInput(byte[] input) {
    if (input.length == 0) {
      return;
    }
    byte[] bytes = Arrays.copyOfRange(input, 1, input.length);
    switch (input[0] & 3) {
      case 0 -> binary(bytes);
      case 1 -> text(V1, bytes);
      default -> {
        plain(bytes);
        text(V2, bytes);
      }
    }
  }

  /** What is read as a plain push must be just that to the parser of all JSON too. */
  private static void plain(byte[] bytes) {
    Message.Push push = PlainPush.read(bytes);
    if (push != null) {
      assertThat(V2Serializer.decodeText(Frame.text(bytes))).isEqualTo(push);
    }
  }

  private static void binary(byte[] bytes) {
    try {
      Message.Push push = (Message.Push) V2.decode(Frame.binary(bytes));
      Frame again = V2.encode(push);

      assertThat(push.payload()).isInstanceOf(BinaryPayload.class);
      assertThat(push.payload().sizeInBytes()).isLessThan(bytes.length);
      // The server's push has one size less than the client's, and no ref.
      assertThat(again.bytes()).hasSize(bytes.length - 1 - refBytes(push));
    } catch (MalformedFrameException refused) {
      assertThat(refused).hasMessageContaining("binary");
    }
  }

  private static int refBytes(Message.Push push) {
    return push.ref() == null ? 0 : push.ref().text().getBytes(UTF_8).length;
  }

  private static void text(Serializer serializer, byte[] bytes) {
    if (!isUtf8(bytes)) {
      return; // the transport lets no such text through
    }
    try {
      roundTrip(serializer, serializer.decode(Frame.text(bytes)));
    } catch (MalformedFrameException refused) {
      assertThat(refused).hasMessageMatching("(?s)(no message of protocol|half a surrogate).*");
    }
  }

  private static boolean isUtf8(byte[] bytes) {
    try {
      UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  private static void roundTrip(Serializer serializer, Message message) {
    if (message instanceof Message.Push push
        && push.payload() instanceof JsonPayload payload
        && payload.isObject()) {
      Message.Push sent = serializer == V1 ? withoutJoinRef(push) : push;
      assertThat(serializer.decode(serializer.encode(push))).isEqualTo(sent);
    } else if (message instanceof Message.Push push) {
      echo(serializer, push);
    } else if (message instanceof Message.Stray stray) {
      Message reply =
          new Message.StrayReply(
              stray.joinRef(), stray.ref(), stray.topic(), "ok", Payload.empty());
      Message.Stray again = strayOf(serializer.decode(serializer.encode(reply)));
      assertThat(again.topic()).isEqualTo(stray.topic());
      assertThat(again.ref()).isEqualTo(stray.ref());
    }
  }

  private static Message.Push withoutJoinRef(Message.Push push) {
    return new Message.Push(null, push.ref(), push.topic(), push.event(), push.payload());
  }

  /** A payload that is no object can only be answered with. */
  private static void echo(Serializer serializer, Message.Push push) {
    Message reply =
        new Message.Reply(push.joinRef(), push.ref(), push.topic(), "ok", push.payload());
    Message.Push again = (Message.Push) serializer.decode(serializer.encode(reply));
    assertThat(again.ref()).isEqualTo(push.ref());
    assertThat(again.topic()).isEqualTo(push.topic());
    assertThat(again.payload())
        .hasToString("{\"response\":" + push.payload() + ",\"status\":\"ok\"}");
  }

  /** The reply to a stray event of a real topic is read as a push. */
  private static Message.Stray strayOf(Message message) {
    return message instanceof Message.Push push
        ? new Message.Stray(push.joinRef(), push.ref(), Ref.of(push.topic()), null)
        : (Message.Stray) message;
  }
}
