package io.kokko.limit;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds a bucket for each of many: users, addresses, topics. Any thread may call it.
 *
 * <p>A bucket that is full again is forgotten, within a second if there is anything to do; so there
 * are only as many as have been used in the time that their rate takes to fill one. There are at
 * most so many all the same: whoever comes when no more can be kept is not limited, and the log
 * says so.
 */
public final class Buckets {

  private static final Logger LOG = LoggerFactory.getLogger(Buckets.class);

  /** Keys come from clients. */
  private static final int MOST_KEY_CHARS = 200;

  private static final long SWEEP_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long FULL = Long.MIN_VALUE;

  private final String name;
  private final Rate rate;
  private final int maxKeys;
  private final ConcurrentHashMap<String, Long> fullAt = new ConcurrentHashMap<>();
  private final AtomicLong sweptAt = new AtomicLong();

  /**
   * Makes them for a rate.
   *
   * @param name how the log calls them
   * @param maxKeys how many are kept at most
   */
  public Buckets(String name, Rate rate, int maxKeys) {
    this.name = name;
    this.rate = rate;
    this.maxKeys = maxKeys;
  }

  /** Returns the bucket of a key, as one sees it who has only this key. Any thread may use it. */
  public Bucket of(String key) {
    return new Bucket() {
      @Override
      public long waitNanos(long cost, long now) {
        return Buckets.this.waitNanos(key, cost, now);
      }

      @Override
      public void take(long cost, long now) {
        Buckets.this.take(key, cost, now);
      }
    };
  }

  /** Returns how long it takes until so many tokens are there, 0 if they are. */
  public long waitNanos(String key, long cost, long now) {
    return rate.waitNanos(fullAt.getOrDefault(kept(key), FULL), cost, now);
  }

  /** Takes tokens, whether they are there or not. */
  public void take(String key, long cost, long now) {
    sweep(now);
    String kept = kept(key);
    if (hasRoomFor(kept)) {
      fullAt.compute(kept, (same, at) -> rate.fullAfter(at == null ? FULL : at, cost, now));
    }
  }

  /**
   * Takes a token that may only come later, in the order of those who ask.
   *
   * @return how long to wait for it, or -1 if that would be longer than the longest; then nothing
   *     is taken
   */
  public long reserve(String key, long longestNanos, long now) {
    sweep(now);
    String kept = kept(key);
    if (!hasRoomFor(kept)) {
      return 0;
    }
    long[] wait = new long[1];
    fullAt.compute(
        kept,
        (same, at) -> {
          long before = at == null ? FULL : at;
          wait[0] = rate.waitNanos(before, 1, now);
          return wait[0] > longestNanos ? at : Long.valueOf(rate.fullAfter(before, 1, now));
        });
    return wait[0] > longestNanos ? -1 : wait[0];
  }

  /** Two long keys that are kept as the same one share a bucket, which harms nobody but them. */
  private static String kept(String key) {
    return key.length() <= MOST_KEY_CHARS
        ? key
        : key.substring(0, MOST_KEY_CHARS) + '…' + key.hashCode();
  }

  private boolean hasRoomFor(String key) {
    return fullAt.mappingCount() < maxKeys || fullAt.containsKey(key);
  }

  private void sweep(long now) {
    long last = sweptAt.get();
    if (now - last >= SWEEP_NANOS && sweptAt.compareAndSet(last, now)) {
      if (fullAt.mappingCount() >= maxKeys) {
        LOG.warn("{}: more than {} at a time, not all are limited", name, maxKeys);
      }
      fullAt.values().removeIf(at -> at <= now);
    }
  }

  /** Returns how many are kept. */
  int size() {
    return fullAt.size();
  }

  /** Returns how long all keys are together. */
  int keyChars() {
    return fullAt.keySet().stream().mapToInt(String::length).sum();
  }
}
