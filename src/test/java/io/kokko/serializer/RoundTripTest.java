package io.kokko.serializer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNullElse;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kokko.message.Message;
import io.kokko.message.Payload;
import io.kokko.message.Ref;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

/** Generates messages, writes them as a client or the server would, and reads them back. */
class RoundTripTest {

  private static final int MESSAGES = 200;
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final ObjectMapper JACKSON = new ObjectMapper();
  private static final String ALPHABET = "abz09:*_- \"\\/\n\t\u0000\u001f\u007fé\u2028漢😀";

  private static final Serializer V1 = Serializer.negotiate("1.0.0").orElseThrow();
  private static final Serializer V2 = Serializer.v2();

  @RepeatedTest(10)
  void textOfAClientIsUnderstood(RepetitionInfo seed) throws IOException {
    Random random = new Random(seed.getCurrentRepetition());
    for (int i = 0; i < MESSAGES; i++) {
      Message.Push push = push(random, Payload.of(json(random, 3)));

      assertThat(V2.decode(Frame.text(clientArray(push)))).isEqualTo(push);
      assertThat(V1.decode(Frame.text(clientObject(push)))).isEqualTo(push);
    }
  }

  @RepeatedTest(10)
  void bytesOfAClientAreUnderstood(RepetitionInfo seed) {
    Random random = new Random(seed.getCurrentRepetition());
    for (int i = 0; i < MESSAGES; i++) {
      byte[] data = new byte[random.nextInt(300)];
      random.nextBytes(data);
      Message.Push push = push(random, Payload.binary(data));

      assertThat(V2.decode(Frame.binary(clientBytes(push)))).isEqualTo(withoutNulls(push));
    }
  }

  @RepeatedTest(10)
  void textForAClientIsWhatJacksonReads(RepetitionInfo seed) throws IOException {
    Random random = new Random(seed.getCurrentRepetition());
    for (int i = 0; i < MESSAGES; i++) {
      Message.Push push = push(random, Payload.of(object(random, 3)));
      Message.Broadcast broadcast =
          new Message.Broadcast(push.topic(), push.event(), push.payload());
      JsonNode response = json(random, 3);
      Message.Reply reply =
          new Message.Reply(
              push.joinRef(), push.ref(), push.topic(), text(random, 9), Payload.of(response));

      assertThat(tree(V2.encode(push))).isEqualTo(JACKSON.readTree(clientArray(push)));
      assertThat(tree(V2.encode(broadcast)))
          .isEqualTo(
              NODES
                  .arrayNode()
                  .addNull()
                  .addNull()
                  .add(push.topic())
                  .add(push.event())
                  .add(tree(push.payload())));
      assertThat(tree(V2.encode(reply)).get(4))
          .isEqualTo(
              NODES
                  .objectNode()
                  .put("status", reply.status())
                  .set("response", tree(reply.response())));
      assertThat(tree(V1.encode(reply)).get("payload")).isEqualTo(tree(V2.encode(reply)).get(4));
      assertThat(tree(V1.encode(broadcast)).get("payload")).isEqualTo(tree(push.payload()));
    }
  }

  /** A binary frame cannot tell a missing ref from an empty one. */
  private static Message.Push withoutNulls(Message.Push push) {
    return new Message.Push(
        requireNonNullElse(push.joinRef(), Ref.of("")),
        requireNonNullElse(push.ref(), Ref.of("")),
        push.topic(),
        push.event(),
        push.payload());
  }

  private static Message.Push push(Random random, Payload payload) {
    return new Message.Push(ref(random), ref(random), text(random, 40), text(random, 20), payload);
  }

  private static @Nullable Ref ref(Random random) {
    return random.nextInt(4) == 0 ? null : Ref.of(random.nextInt(1000) + text(random, 2));
  }

  private static String text(Random random, int maxLength) {
    int[] codePoints =
        random
            .ints(random.nextInt(maxLength + 1), 0, ALPHABET.codePointCount(0, ALPHABET.length()))
            .map(index -> ALPHABET.codePointAt(ALPHABET.offsetByCodePoints(0, index)))
            .toArray();
    return new String(codePoints, 0, codePoints.length);
  }

  private static JsonNode json(Random random, int depth) {
    return switch (random.nextInt(depth == 0 ? 5 : 7)) {
      case 0 -> NODES.nullNode();
      case 1 -> NODES.booleanNode(random.nextBoolean());
      case 2 -> NODES.numberNode(random.nextLong());
      case 3 -> NODES.numberNode(random.nextInt(1000) / 8.0);
      case 4 -> NODES.textNode(text(random, 30));
      case 5 -> {
        ArrayNode array = NODES.arrayNode();
        random.ints(random.nextInt(4)).forEach(ignored -> array.add(json(random, depth - 1)));
        yield array;
      }
      default -> object(random, depth);
    };
  }

  private static ObjectNode object(Random random, int depth) {
    ObjectNode object = NODES.objectNode();
    random
        .ints(random.nextInt(4))
        .forEach(ignored -> object.set(text(random, 8), json(random, depth - 1)));
    return object;
  }

  private static String clientArray(Message.Push push) throws IOException {
    return NODES
        .arrayNode()
        .add(tree(push.joinRef()))
        .add(tree(push.ref()))
        .add(push.topic())
        .add(push.event())
        .add(tree(push.payload()))
        .toPrettyString();
  }

  private static String clientObject(Message.Push push) throws IOException {
    ObjectNode object = NODES.objectNode();
    object.set("payload", tree(push.payload()));
    object.put("event", push.event()).put("topic", push.topic());
    object.set("ref", tree(push.ref()));
    object.set("join_ref", tree(push.joinRef()));
    return object.toPrettyString();
  }

  private static byte[] clientBytes(Message.Push push) {
    byte[][] parts = {
      bytes(push.joinRef()),
      bytes(push.ref()),
      push.topic().getBytes(UTF_8),
      push.event().getBytes(UTF_8)
    };
    ByteArrayOutputStream frame = new ByteArrayOutputStream();
    frame.write(0);
    for (byte[] part : parts) {
      frame.write(part.length);
    }
    for (byte[] part : parts) {
      frame.writeBytes(part);
    }
    frame.writeBytes(push.payload().toByteArray());
    return frame.toByteArray();
  }

  private static byte[] bytes(@Nullable Ref ref) {
    return ref == null ? new byte[0] : ref.text().getBytes(UTF_8);
  }

  private static JsonNode tree(@Nullable Ref ref) throws IOException {
    return ref == null ? NODES.nullNode() : JACKSON.readTree(ref.json());
  }

  private static JsonNode tree(Payload payload) throws IOException {
    return JACKSON.readTree(payload.toByteArray());
  }

  private static JsonNode tree(Frame frame) throws IOException {
    return JACKSON.readTree(frame.bytes());
  }
}
