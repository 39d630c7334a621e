package io.kokko.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.kokko.message.BinaryPayload;
import io.kokko.message.Event;
import io.kokko.message.Json;
import io.kokko.message.Message;
import io.kokko.message.Payload;
import io.kokko.message.Ref;
import io.kokko.serializer.Frame;
import java.io.ByteArrayOutputStream;
import org.jspecify.annotations.Nullable;

/** Writes and reads protocol 2.0.0 from the client's side, apart from the server's own code. */
final class ClientFrames {

  private ClientFrames() {}

  static Frame push(
      @Nullable String joinRef, String ref, String topic, String event, Payload payload) {
    if (payload instanceof BinaryPayload) {
      return binaryPush(joinRef == null ? "" : joinRef, ref, topic, event, payload);
    }
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    array.add(joinRef).add(ref).add(topic).add(event).add(payload.json());
    return Frame.text(array.toString());
  }

  private static Frame binaryPush(
      String joinRef, String ref, String topic, String event, Payload payload) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write(0);
    String[] parts = {joinRef, ref, topic, event};
    for (String part : parts) {
      bytes.write(part.getBytes(UTF_8).length);
    }
    for (String part : parts) {
      bytes.writeBytes(part.getBytes(UTF_8));
    }
    bytes.writeBytes(payload.toByteArray());
    return Frame.binary(bytes.toByteArray());
  }

  static Message decode(Frame frame) {
    return frame.isText() ? decodeText(frame.asText()) : decodeBinary(frame.bytes());
  }

  private static Message decodeText(String text) {
    JsonNode array = tree(text);
    Ref joinRef = ref(array.get(0));
    Ref ref = ref(array.get(1));
    String topic = array.get(2).asText();
    String event = array.get(3).asText();
    JsonNode payload = array.get(4);
    if (event.equals(Event.REPLY)) {
      return new Message.Reply(
          joinRef, ref, topic, payload.get("status").asText(), Payload.of(payload.get("response")));
    }
    return joinRef == null
        ? new Message.Broadcast(topic, event, Payload.of(payload))
        : new Message.Push(joinRef, ref, topic, event, Payload.of(payload));
  }

  private static Message decodeBinary(byte[] bytes) {
    int parts = bytes[0] == 0 ? 3 : bytes[0] == 1 ? 4 : 2;
    String[] part = new String[parts];
    int at = 1 + parts;
    for (int i = 0; i < parts; i++) {
      int size = bytes[1 + i] & 0xff;
      part[i] = new String(bytes, at, size, UTF_8);
      at += size;
    }
    Payload rest = BinaryPayload.copyOf(bytes, at, bytes.length);
    return switch (bytes[0]) {
      case 0 -> new Message.Push(Ref.of(part[0]), null, part[1], part[2], rest);
      case 1 -> new Message.Reply(Ref.of(part[0]), Ref.of(part[1]), part[2], part[3], rest);
      case 2 -> new Message.Broadcast(part[0], part[1], rest);
      default -> throw new AssertionError("binary frame of kind " + bytes[0]);
    };
  }

  private static @Nullable Ref ref(JsonNode node) {
    return node.isNull() ? null : new Ref(node.toString());
  }

  private static JsonNode tree(String text) {
    try {
      return Json.MAPPER.readTree(text);
    } catch (JsonProcessingException e) {
      throw new AssertionError("no JSON: " + text, e);
    }
  }
}
