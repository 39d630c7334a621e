package io.kokko.presence;

import java.util.Arrays;

/**
 * Knows which times of one replica's clock have been heard of: a causal context, as ranges.
 *
 * <p>Mostly it is one range from 1; what arrives out of order makes more, and what is between them
 * joins them again.
 */
final class Clocks {

  /** First and last of each range, in order, with a gap between each two. */
  private long[] bounds = new long[2];

  private int size;

  boolean contains(long clock) {
    int at = range(clock);
    return at < size && bounds[at] <= clock;
  }

  /** Returns the last time up to which all is known, 0 if the first is not. */
  long contiguous() {
    return size > 0 && bounds[0] == 1 ? bounds[1] : 0;
  }

  /** Returns the last time that is known, 0 if there is none. */
  long last() {
    return size == 0 ? 0 : bounds[size - 1];
  }

  /** Tells whether any time from the first to the last one is known. */
  boolean intersects(long first, long last) {
    int at = range(first);
    return at < size && bounds[at] <= last;
  }

  void add(long clock) {
    add(clock, clock);
  }

  /** Adds all times from the first to the last one; none if the last is before the first. */
  void add(long first, long last) {
    if (last < first) {
      return;
    }
    int from = range(first - 1);
    int to = from;
    long low = first;
    long high = last;
    while (to < size && bounds[to] <= last + 1) {
      low = Math.min(low, bounds[to]);
      high = Math.max(high, bounds[to + 1]);
      to += 2;
    }
    replace(from, to, low, high);
  }

  private void replace(int from, int to, long low, long high) {
    int grown = size - (to - from) + 2;
    long[] target = grown > bounds.length ? new long[Math.max(grown, size * 2)] : bounds;
    System.arraycopy(bounds, 0, target, 0, from);
    System.arraycopy(bounds, to, target, from + 2, size - to);
    target[from] = low;
    target[from + 1] = high;
    bounds = target;
    size = grown;
  }

  /** Finds the first range that does not end before a time. */
  private int range(long clock) {
    int low = 0;
    int high = size / 2;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (bounds[middle * 2 + 1] < clock) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low * 2;
  }

  @Override
  public String toString() {
    return Arrays.toString(Arrays.copyOf(bounds, size));
  }
}
