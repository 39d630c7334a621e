package io.kokko.presence;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;

/** Reads what {@link ByteWriter} wrote; anything else throws {@link IllegalArgumentException}. */
final class ByteReader {

  private final byte[] bytes;
  private int at;

  ByteReader(byte[] bytes) {
    this.bytes = bytes;
  }

  long number() {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      byte next = bytes[require(1)];
      value |= (next & 0x7FL) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new IllegalArgumentException("a number of more than 64 bits at " + at);
  }

  /** Reads how many parts follow, each of which has at least a byte. */
  int count() {
    long count = number();
    if (count < 0 || count > bytes.length - at) {
      throw new IllegalArgumentException(
          count + " parts (expected: <= " + (bytes.length - at) + ")");
    }
    return (int) count;
  }

  byte[] bytes() {
    int size = count();
    int from = require(size);
    return Arrays.copyOfRange(bytes, from, from + size);
  }

  String text() {
    int size = count();
    return new String(bytes, require(size), size, UTF_8);
  }

  private int require(int size) {
    int from = at;
    if (size > bytes.length - from) {
      throw new IllegalArgumentException("a part beyond the end, at " + from);
    }
    at += size;
    return from;
  }
}
