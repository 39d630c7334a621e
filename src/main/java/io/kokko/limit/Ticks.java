package io.kokko.limit;

/** Tells the time that buckets go by: nanoseconds since the start of this process, 0 or more. */
public final class Ticks {

  private static final long ORIGIN = System.nanoTime();

  /** Returns the time now. */
  public static long now() {
    return System.nanoTime() - ORIGIN;
  }

  private Ticks() {}
}
