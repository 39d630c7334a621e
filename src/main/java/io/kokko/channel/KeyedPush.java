package io.kokko.channel;

import com.fasterxml.jackson.databind.JsonNode;
import io.kokko.message.JsonPayload;
import io.kokko.message.Payload;
import org.jspecify.annotations.Nullable;

/**
 * Names one push of one user, also when it comes twice.
 *
 * @param topic the channel's
 * @param user the socket's id, or empty for sockets without one
 * @param id what the client calls the push
 */
public record KeyedPush(String topic, String user, String id) {

  /** Returns the name that a payload carries, {@code {"kokko": {"id": "…"}}}, or null. */
  static @Nullable KeyedPush of(String topic, String user, Payload payload) {
    if (!(payload instanceof JsonPayload json && json.isObject())) {
      return null;
    }
    JsonNode id = json.json().path(StreamRequest.KEY).path("id");
    return id.isTextual() ? new KeyedPush(topic, user, id.textValue()) : null;
  }
}
