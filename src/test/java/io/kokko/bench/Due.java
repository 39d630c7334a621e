package io.kokko.bench;

/** Tells what is due at a steady rate. One thread at a time may use it. */
final class Due {

  private final double intervalNanos;
  private final double offsetNanos;
  private long start = -1;
  private long taken;

  /** Takes how many a second, and which part of an interval passes before the first. */
  Due(double perSecond, double offset) {
    this.intervalNanos = Clock.SECOND / perSecond;
    this.offsetNanos = offset * intervalNanos;
  }

  /** Takes one that is due, and returns when it was, or -1 if none is. */
  long take(long now) {
    if (start < 0) {
      start = now;
    }
    long next = next();
    if (next > now) {
      return -1;
    }
    taken++;
    return next;
  }

  /** Returns when the next one is due. */
  long next() {
    return start < 0 ? 0 : start + (long) (offsetNanos + taken * intervalNanos);
  }
}
