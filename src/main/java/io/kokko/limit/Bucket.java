package io.kokko.limit;

/** Holds tokens, and gets back what was taken as a {@link Rate} says. */
public interface Bucket {

  /**
   * Returns how long it takes until so many tokens are there, 0 if they are, in nanoseconds.
   *
   * @param now as {@link Ticks} tells it
   */
  long waitNanos(long cost, long now);

  /** Takes tokens, whether they are there or not. */
  void take(long cost, long now);
}
