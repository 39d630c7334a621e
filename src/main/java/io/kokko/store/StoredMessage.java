package io.kokko.store;

import io.kokko.message.Payload;
import io.kokko.message.Position;
import org.jspecify.annotations.Nullable;

/**
 * Is a message at its position.
 *
 * @param origin names the client that does not want to hear it, or null
 */
public record StoredMessage(
    String topic, Position position, String event, Payload payload, @Nullable String origin) {}
