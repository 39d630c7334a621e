package io.kokko.channel;

import io.kokko.message.JsonPayload;
import io.kokko.message.Message;
import io.kokko.message.Payload;
import io.kokko.message.PayloadException;

/** Makes broadcasts of what users hand in. */
public final class Broadcasts {

  private Broadcasts() {}

  /**
   * Makes a broadcast whose payload is an object or bytes.
   *
   * @throws PayloadException if the payload is something else, or cannot be written as JSON
   */
  public static Message.Broadcast of(String topic, String event, Object payload) {
    return new Message.Broadcast(topic, event, objectOrBytes(payload));
  }

  /**
   * Takes what can be appended to a stream.
   *
   * @throws PayloadException if the payload is no JSON object, or cannot be written as JSON
   */
  public static Payload object(Object value) {
    Payload payload = objectOrBytes(value);
    if (!(payload instanceof JsonPayload)) {
      throw new PayloadException(
          "payload: " + payload + " (expected: a JSON object, since the topic is a stream)");
    }
    return payload;
  }

  static Payload objectOrBytes(Object value) {
    Payload payload = Payload.of(value);
    if (payload instanceof JsonPayload json && !json.isObject()) {
      throw new PayloadException(
          "payload: " + payload + " (expected: a JSON object or bytes; JSON text: Payload.ofJson)");
    }
    return payload;
  }
}
