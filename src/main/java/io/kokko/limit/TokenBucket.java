package io.kokko.limit;

/** Counts what happens against a {@link Rate}. One thread at a time may use it. */
public final class TokenBucket {

  private final Rate rate;
  private long fullAt = Long.MIN_VALUE;

  /** Makes a full one. */
  public TokenBucket(Rate rate) {
    this.rate = rate;
  }

  /** Returns how long it takes until so many tokens are there, 0 if they are. */
  public long waitNanos(long cost, long now) {
    return rate.waitNanos(fullAt, cost, now);
  }

  /** Takes tokens, whether they are there or not. */
  public void take(long cost, long now) {
    fullAt = rate.fullAfter(fullAt, cost, now);
  }
}
