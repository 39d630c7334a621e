package io.kokko.cluster;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Counts numbered broadcasts, and what is wrong with their numbers. Any thread. */
final class BusTally {

  private static final int MAX_SAMPLES = 1 << 21;

  private final Map<String, Map<Integer, long[]>> next = new HashMap<>();
  private final int[] micros = new int[MAX_SAMPLES];
  private long count;
  private long missing;
  private long again;
  private long lastNanos;
  private long longestGapNanos;

  synchronized void note(String node, int sender, long number, long sentNanos) {
    long now = System.nanoTime();
    if (count > 0) {
      longestGapNanos = Math.max(longestGapNanos, now - lastNanos);
    }
    lastNanos = now;
    micros[(int) (count % MAX_SAMPLES)] = (int) TimeUnit.NANOSECONDS.toMicros(now - sentNanos);
    count++;
    long[] expected =
        next.computeIfAbsent(node, first -> new HashMap<>())
            .computeIfAbsent(sender, first -> new long[1]);
    if (number < expected[0]) {
      again++;
    } else {
      missing += number - expected[0];
      expected[0] = number + 1;
    }
  }

  synchronized long count() {
    return count;
  }

  synchronized void reset() {
    next.clear();
    count = 0;
    missing = 0;
    again = 0;
    longestGapNanos = 0;
  }

  /** Shows counts, and in microseconds how long the broadcasts took. */
  @Override
  public synchronized String toString() {
    int[] sorted = Arrays.copyOf(micros, (int) Math.min(count, MAX_SAMPLES));
    Arrays.sort(sorted);
    return "count=%d missing=%d again=%d p50=%d p99=%d max=%d gap=%dms"
        .formatted(
            count,
            missing,
            again,
            at(sorted, 0.5),
            at(sorted, 0.99),
            at(sorted, 1),
            TimeUnit.NANOSECONDS.toMillis(longestGapNanos));
  }

  private static int at(int[] sorted, double share) {
    return sorted.length == 0 ? 0 : sorted[(int) ((sorted.length - 1) * share)];
  }
}
