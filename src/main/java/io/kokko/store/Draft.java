package io.kokko.store;

import io.kokko.message.JsonPayload;
import io.kokko.message.Payload;
import org.jspecify.annotations.Nullable;

/**
 * Is a message that has no position yet.
 *
 * @param payload a JSON object
 * @param origin names the client that does not want to hear it, or null
 */
public record Draft(
    String topic, String event, Payload payload, @Nullable String origin, Retention retention) {

  /**
   * Takes what a store can keep.
   *
   * @throws IllegalArgumentException if the payload is no JSON object, or something is too large;
   *     see {@link StoreLimits}
   */
  public Draft {
    StoreLimits.name("topic", topic);
    StoreLimits.name("event", event);
    if (origin != null) {
      StoreLimits.name("origin", origin);
    }
    if (!(payload instanceof JsonPayload json && json.isObject())) {
      throw new IllegalArgumentException("payload: not a JSON object, which streams are made of");
    }
    StoreLimits.payload(payload);
  }
}
