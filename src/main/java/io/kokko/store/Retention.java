package io.kokko.store;

import java.time.Duration;

/**
 * Says how much of a topic is kept: what is within both bounds.
 *
 * @param count how many messages
 * @param age how long a message is kept
 */
public record Retention(int count, Duration age) {}
