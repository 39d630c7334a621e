package io.kokko.limit;

/** Counts what happens against a {@link Rate}. One thread at a time may use it. */
public final class TokenBucket implements Bucket {

  private final Rate rate;
  private long fullAt = Long.MIN_VALUE;

  /** Makes a full one. */
  public TokenBucket(Rate rate) {
    this.rate = rate;
  }

  @Override
  public long waitNanos(long cost, long now) {
    return rate.waitNanos(fullAt, cost, now);
  }

  @Override
  public void take(long cost, long now) {
    fullAt = rate.fullAfter(fullAt, cost, now);
  }
}
