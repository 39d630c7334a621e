package io.kokko.bench;

import java.util.LinkedHashMap;
import java.util.Map;

/** Counts durations, in buckets of 0.8 %. One thread at a time may use it. */
final class Histogram {

  /** Below this many nanoseconds each value has a bucket; above, each power of two has so many. */
  private static final int STEPS = 128;

  private static final int STEP_BITS = 7;

  /** Longer ones, of some two hours, count as so long. */
  private static final int MAX_BITS = 43;

  private final long[] buckets = new long[(MAX_BITS - STEP_BITS + 1) * STEPS];
  private long count;
  private long sumNanos;
  private long maxNanos;

  void add(long nanos) {
    long value = Math.max(0, nanos);
    count++;
    sumNanos += value;
    maxNanos = Math.max(maxNanos, value);
    buckets[bucket(Math.min(value, (1L << MAX_BITS) - 1))]++;
  }

  void addAll(Histogram other) {
    count += other.count;
    sumNanos += other.sumNanos;
    maxNanos = Math.max(maxNanos, other.maxNanos);
    for (int i = 0; i < buckets.length; i++) {
      buckets[i] += other.buckets[i];
    }
  }

  long count() {
    return count;
  }

  /** Returns what so many percent do not exceed, in microseconds; 0 if nothing was counted. */
  double micros(double percent) {
    long wanted = Math.max(1, (long) Math.ceil(percent / 100 * count));
    long seen = 0;
    for (int i = 0; i < buckets.length; i++) {
      seen += buckets[i];
      if (seen >= wanted) {
        return Math.min(highest(i), maxNanos) / 1e3;
      }
    }
    return 0;
  }

  /** Returns number, mean and percentiles, in microseconds. */
  Map<String, Object> figures() {
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("n", count);
    figures.put("mean", Figures.rounded(count == 0 ? 0 : sumNanos / 1e3 / count, 1));
    for (double percent : new double[] {50, 90, 99, 99.9}) {
      String name = "p" + (percent == 99.9 ? "99.9" : (int) percent);
      figures.put(name, Figures.rounded(micros(percent), 1));
    }
    figures.put("max", Figures.rounded(maxNanos / 1e3, 1));
    return figures;
  }

  private static int bucket(long value) {
    if (value < STEPS) {
      return (int) value;
    }
    int power = 63 - Long.numberOfLeadingZeros(value);
    return ((power - STEP_BITS + 1) << STEP_BITS)
        + (int) ((value >> (power - STEP_BITS)) & (STEPS - 1));
  }

  private static long highest(int bucket) {
    if (bucket < STEPS) {
      return bucket;
    }
    int power = (bucket >> STEP_BITS) + STEP_BITS - 1;
    return ((STEPS + (bucket & (STEPS - 1)) + 1L) << (power - STEP_BITS)) - 1;
  }
}
