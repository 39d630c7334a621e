package io.kokko.channel;

import java.time.Duration;

/**
 * Declares the topics of a channel to be streams: what is broadcast to them has a position, and is
 * kept, so that a client that comes back gets what it missed.
 *
 * @param count how many messages of a topic are kept at most
 * @param age how long a message is kept at most
 * @see Channel#stream
 */
public record Stream(int count, Duration age) {

  /** Says how many messages of a topic are kept. */
  public record Keep(int count) {

    /** Says how long each is kept. */
    public Stream within(Duration age) {
      return new Stream(count, age);
    }
  }

  /**
   * Checks the bounds.
   *
   * @throws IllegalArgumentException if one is not positive
   */
  public Stream {
    if (count < 1 || age.isNegative() || age.isZero()) {
      throw new IllegalArgumentException(
          "keep " + count + " within " + age + " (expected: both more than nothing)");
    }
  }

  /** Starts a declaration: {@code Stream.keep(1_000).within(Duration.ofMinutes(10))}. */
  public static Keep keep(int count) {
    return new Keep(count);
  }
}
