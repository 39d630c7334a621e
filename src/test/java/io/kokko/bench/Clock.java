package io.kokko.bench;

/** Tells the time since this process began to load, which is what messages bear. */
final class Clock {

  static final long SECOND = 1_000_000_000L;
  static final long MILLI = 1_000_000L;

  private static final long ORIGIN = System.nanoTime();

  /** Returns nanoseconds, 0 or more. */
  static long nanos() {
    return System.nanoTime() - ORIGIN;
  }

  static long nanosOf(double seconds) {
    return (long) (seconds * SECOND);
  }

  private Clock() {}
}
