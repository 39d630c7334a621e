package io.kokko.serializer;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonToken;
import io.kokko.message.BinaryPayload;
import io.kokko.message.Event;
import io.kokko.message.JsonPayload;
import io.kokko.message.Message;
import io.kokko.message.Payload;
import io.kokko.message.Ref;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Speaks protocol 2.0.0: JSON arrays {@code [join_ref, ref, topic, event, payload]} in text frames,
 * and binary frames for binary payloads.
 *
 * @see <a
 *     href="https://github.com/phoenixframework/phoenix/blob/v1.8/lib/phoenix/socket/serializers/v2_json_serializer.ex">V2.JSONSerializer</a>
 */
final class V2Serializer implements Serializer {

  static final V2Serializer INSTANCE = new V2Serializer();

  private static final int PUSH = 0;
  private static final int REPLY = 1;
  private static final int BROADCAST = 2;

  /** What one byte can tell. */
  private static final int MAX_PART_BYTES = 255;

  private V2Serializer() {}

  /**
   * {@inheritDoc}
   *
   * <p>Elements after the fifth are ignored, as Phoenix does.
   */
  @Override
  public Message decode(Frame frame) {
    if (!frame.isText()) {
      return decodeBinary(frame.bytes());
    }
    Message plain = PlainPush.read(frame.bytes());
    return plain == null ? decodeText(frame) : plain;
  }

  /** Reads a text frame however it is written. */
  static Message decodeText(Frame frame) {
    try (FrameReader reader = new FrameReader(frame)) {
      reader.expect(JsonToken.START_ARRAY);
      reader.nextElement("join_ref");
      Ref joinRef = reader.ref();
      reader.nextElement("ref");
      Ref ref = reader.ref();
      reader.nextElement("topic");
      String topic = reader.text();
      Ref strayTopic = topic == null ? reader.ref() : null;
      reader.nextElement("event");
      String event = reader.text();
      Ref strayEvent = event == null ? reader.ref() : null;
      reader.nextElement("payload");
      Payload payload = reader.payload();
      while (reader.parser().nextToken() != JsonToken.END_ARRAY) {
        reader.skip();
      }
      reader.end();
      if (topic != null && event != null) {
        return new Message.Push(joinRef, ref, topic, event, payload);
      }
      return new Message.Stray(
          joinRef,
          ref,
          topic == null ? strayTopic : Ref.of(topic),
          event == null ? strayEvent : Ref.of(event));
    } catch (IOException e) {
      throw new MalformedFrameException("no message of protocol 2.0.0: " + e.getMessage(), e);
    }
  }

  private static Message decodeBinary(byte[] bytes) {
    BinaryReader reader = new BinaryReader(bytes);
    int kind = reader.octet();
    if (kind != PUSH) {
      throw new MalformedFrameException("binary frame of kind " + kind + " (expected: 0, a push)");
    }
    int joinRefBytes = reader.octet();
    int refBytes = reader.octet();
    int topicBytes = reader.octet();
    int eventBytes = reader.octet();
    // An empty part is the string "", not null: Phoenix drops a push whose join_ref is empty.
    Ref joinRef = Ref.of(reader.text(joinRefBytes));
    Ref ref = Ref.of(reader.text(refBytes));
    String topic = reader.text(topicBytes);
    String event = reader.text(eventBytes);
    return new Message.Push(joinRef, ref, topic, event, reader.rest());
  }

  @Override
  public Frame encode(Message message) {
    if (message instanceof Message.Broadcast broadcast) {
      return encode(broadcast);
    }
    if (message instanceof Message.Reply reply) {
      return encode(reply);
    }
    if (message instanceof Message.Push push) {
      return encode(push);
    }
    if (message instanceof Message.StrayReply reply) {
      return encode(reply);
    }
    throw new UnencodableMessageException(message + " (expected: a message for a client)");
  }

  private static Frame encode(Message.Push push) {
    Payload payload = push.payload();
    if (payload instanceof BinaryPayload) {
      byte[] joinRef = part("join_ref", push.joinRef());
      byte[] topic = part("topic", push.topic());
      byte[] event = part("event", push.event());
      return Frame.binary(
          new FrameWriter(payload.sizeInBytes() + 64)
              .raw(PUSH)
              .raw(joinRef.length)
              .raw(topic.length)
              .raw(event.length)
              .raw(joinRef)
              .raw(topic)
              .raw(event)
              .data(payload)
              .toBytes());
    }
    return text(push.joinRef(), push.ref(), push.topic(), push.event(), object(payload));
  }

  private static Frame encode(Message.Broadcast broadcast) {
    Payload payload = broadcast.payload();
    if (payload instanceof BinaryPayload) {
      byte[] topic = part("topic", broadcast.topic());
      byte[] event = part("event", broadcast.event());
      return Frame.binary(
          new FrameWriter(payload.sizeInBytes() + 64)
              .raw(BROADCAST)
              .raw(topic.length)
              .raw(event.length)
              .raw(topic)
              .raw(event)
              .data(payload)
              .toBytes());
    }
    return text(null, null, broadcast.topic(), broadcast.event(), object(payload));
  }

  private static Frame encode(Message.Reply reply) {
    Payload response = reply.response();
    if (response instanceof BinaryPayload) {
      byte[] joinRef = part("join_ref", reply.joinRef());
      byte[] ref = part("ref", reply.ref());
      byte[] topic = part("topic", reply.topic());
      byte[] status = part("status", reply.status());
      return Frame.binary(
          new FrameWriter(response.sizeInBytes() + 64)
              .raw(REPLY)
              .raw(joinRef.length)
              .raw(ref.length)
              .raw(topic.length)
              .raw(status.length)
              .raw(joinRef)
              .raw(ref)
              .raw(topic)
              .raw(status)
              .data(response)
              .toBytes());
    }
    FrameWriter writer = new FrameWriter(response.sizeInBytes() + reply.topic().length() + 80);
    writer.raw('[').ref(reply.joinRef()).raw(',').ref(reply.ref()).raw(',').string(reply.topic());
    return reply(writer, response, reply.status());
  }

  private static Frame encode(Message.StrayReply reply) {
    FrameWriter writer = new FrameWriter(128);
    writer.raw('[').ref(reply.joinRef()).raw(',').ref(reply.ref()).raw(',').ref(reply.topic());
    return reply(writer, reply.response(), reply.status());
  }

  private static Frame reply(FrameWriter writer, Payload response, String status) {
    writer.raw(",\"").raw(Event.REPLY).raw("\",{\"response\":").json(response);
    return Frame.text(writer.raw(",\"status\":").string(status).raw("}]").toBytes());
  }

  private static Frame text(
      @Nullable Ref joinRef, @Nullable Ref ref, String topic, String event, Payload payload) {
    FrameWriter writer =
        new FrameWriter(payload.sizeInBytes() + topic.length() + event.length() + 32);
    writer.raw('[').ref(joinRef).raw(',').ref(ref).raw(',').string(topic);
    return Frame.text(writer.raw(',').string(event).raw(',').json(payload).raw(']').toBytes());
  }

  private static Payload object(Payload payload) {
    if (payload instanceof JsonPayload json && !json.isObject()) {
      throw new UnencodableMessageException(
          "payload: " + payload + " (expected: a JSON object or bytes)");
    }
    return payload;
  }

  private static byte[] part(String name, @Nullable Ref ref) {
    if (ref == null) {
      return new byte[0];
    }
    if (ref.isText()) {
      return part(name, ref.text());
    }
    if (ref.json().startsWith("[") || ref.json().startsWith("{")) {
      throw new UnencodableMessageException(
          name + ": " + ref.json() + " (expected: a string, since the payload is binary)");
    }
    return part(name, ref.json());
  }

  private static byte[] part(String name, String text) {
    byte[] utf8 = text.getBytes(UTF_8);
    if (utf8.length > MAX_PART_BYTES) {
      throw new UnencodableMessageException(
          name + ": " + utf8.length + " bytes (expected: at most 255 in a binary frame)");
    }
    return utf8;
  }
}
