package io.kokko.serializer;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonToken;
import io.kokko.message.Event;
import io.kokko.message.JsonPayload;
import io.kokko.message.Message;
import io.kokko.message.Payload;
import io.kokko.message.Ref;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Speaks protocol 1.0.0: JSON objects {@code {topic, event, payload, ref}} in text frames.
 *
 * <p>A client may send {@code join_ref}; it is never sent back. Binary payloads do not exist here.
 *
 * @see <a
 *     href="https://github.com/phoenixframework/phoenix/blob/v1.8/lib/phoenix/socket/serializers/v1_json_serializer.ex">V1.JSONSerializer</a>
 */
final class V1Serializer implements Serializer {

  static final V1Serializer INSTANCE = new V1Serializer();

  private V1Serializer() {}

  @Override
  public Message decode(Frame frame) {
    if (!frame.isText()) {
      throw new MalformedFrameException("binary frame (expected: text, in protocol 1.0.0)");
    }
    try (FrameReader reader = new FrameReader(frame)) {
      Draft draft = new Draft();
      reader.expect(JsonToken.START_OBJECT);
      while (reader.parser().nextToken() != JsonToken.END_OBJECT) {
        String key = reader.parser().currentName();
        reader.parser().nextToken();
        draft.read(key, reader);
      }
      reader.end();
      return draft.toMessage(reader);
    } catch (IOException e) {
      throw new MalformedFrameException("no message of protocol 1.0.0: " + e.getMessage(), e);
    }
  }

  /** Collects the keys of a message, which come in any order. */
  private static final class Draft {
    private @Nullable Ref joinRef;
    private @Nullable Ref ref;
    private boolean hasRef;
    private @Nullable Ref topic;
    private boolean hasTopic;
    private @Nullable Ref event;
    private boolean hasEvent;
    private @Nullable Payload payload;

    void read(String key, FrameReader reader) throws IOException {
      switch (key) {
        case "topic" -> {
          topic = reader.ref();
          hasTopic = true;
        }
        case "event" -> {
          event = reader.ref();
          hasEvent = true;
        }
        case "ref" -> {
          ref = reader.ref();
          hasRef = true;
        }
        case "join_ref" -> joinRef = reader.ref();
        case "payload" -> payload = reader.payload();
        default -> reader.skip();
      }
    }

    Message toMessage(FrameReader reader) throws IOException {
      if (!hasTopic || !hasEvent || !hasRef || payload == null) {
        throw new JsonParseException(
            reader.parser(), "a key is missing (expected: topic, event, payload, ref)");
      }
      if (topic != null && topic.isText() && event != null && event.isText()) {
        return new Message.Push(joinRef, ref, topic.text(), event.text(), payload);
      }
      return new Message.Stray(joinRef, ref, topic, event);
    }
  }

  @Override
  public Frame encode(Message message) {
    if (message instanceof Message.Broadcast broadcast) {
      return push(null, broadcast.topic(), broadcast.event(), broadcast.payload());
    }
    if (message instanceof Message.Push push) {
      return push(push.ref(), push.topic(), push.event(), push.payload());
    }
    if (message instanceof Message.Reply reply) {
      FrameWriter writer = replyStart(reply.response(), reply.status()).ref(reply.ref());
      return Frame.text(writer.raw(",\"topic\":").string(reply.topic()).raw('}').toBytes());
    }
    if (message instanceof Message.StrayReply reply) {
      FrameWriter writer = replyStart(reply.response(), reply.status()).ref(reply.ref());
      return Frame.text(writer.raw(",\"topic\":").ref(reply.topic()).raw('}').toBytes());
    }
    throw new UnencodableMessageException(message + " (expected: a message for a client)");
  }

  private static Frame push(@Nullable Ref ref, String topic, String event, Payload payload) {
    if (payload instanceof JsonPayload json && !json.isObject()) {
      throw new UnencodableMessageException("payload: " + payload + " (expected: a JSON object)");
    }
    FrameWriter writer =
        new FrameWriter(payload.sizeInBytes() + topic.length() + event.length() + 64);
    writer.raw("{\"event\":").string(event).raw(",\"payload\":").json(payload);
    writer.raw(",\"ref\":").ref(ref).raw(",\"topic\":").string(topic);
    return Frame.text(writer.raw('}').toBytes());
  }

  private static FrameWriter replyStart(Payload response, String status) {
    return new FrameWriter(response.sizeInBytes() + 128)
        .raw("{\"event\":\"")
        .raw(Event.REPLY)
        .raw("\",\"payload\":{\"response\":")
        .json(response)
        .raw(",\"status\":")
        .string(status)
        .raw("},\"ref\":");
  }
}
