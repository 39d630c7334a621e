package io.kokko.transport;

import java.util.Arrays;

/** Collects a payload as it arrives; at most twice as large as what is in it. */
final class GrowingBytes {

  private static final byte[] NOTHING = {};

  private byte[] array = NOTHING;
  private int size;

  /**
   * Appends bytes and returns where they begin in {@link #array}.
   *
   * @param announced how many bytes the sender says are to come, these included; no more than that
   *     is reserved, so that a payload that comes in one piece is never copied again
   */
  int append(byte[] source, int offset, int count, int announced) {
    int needed = Math.addExact(size, count);
    if (needed > array.length) {
      long doubled = Math.max(needed, 2L * array.length);
      array = Arrays.copyOf(array, (int) Math.min(doubled, (long) size + announced));
    }
    int start = size;
    System.arraycopy(source, offset, array, start, count);
    size = needed;
    return start;
  }

  /** Returns the bytes themselves, with room behind them. */
  byte[] array() {
    return array;
  }

  int size() {
    return size;
  }

  byte[] toBytes() {
    return size == array.length ? array : Arrays.copyOf(array, size);
  }
}
