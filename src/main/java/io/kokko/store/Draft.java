package io.kokko.store;

import io.kokko.message.Payload;
import org.jspecify.annotations.Nullable;

/**
 * Is a message that has no position yet.
 *
 * @param payload a JSON object
 * @param origin names the client that does not want to hear it, or null
 */
public record Draft(
    String topic, String event, Payload payload, @Nullable String origin, Retention retention) {}
