package io.kokko.store;

import java.time.Duration;

/**
 * Says how much of a topic is kept: what is within both bounds.
 *
 * @param count how many messages
 * @param age how long a message is kept, to the millisecond
 */
public record Retention(int count, Duration age) {

  /**
   * Takes bounds that keep something.
   *
   * @throws IllegalArgumentException if the count or the age is not positive
   */
  public Retention {
    if (count < 1) {
      throw new IllegalArgumentException("count: " + count + " (expected: >= 1)");
    }
    if (age.toMillis() < 1) {
      throw new IllegalArgumentException("age: " + age + " (expected: >= 1 ms)");
    }
  }
}
