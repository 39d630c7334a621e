package io.kokko.bench;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Builds a message of ASCII and numbers without garbage. One thread at a time may use it. */
final class Ascii {

  /** The filling of payloads, from its beginning; what comes back is compared with it. */
  private static final byte[] ALPHABET = bytes("abcdefghijklmnopqrstuvwxyz");

  private byte[] bytes = new byte[1024];
  private int length;

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Returns filling of a length. */
  static byte[] filling(int length) {
    byte[] filling = new byte[length];
    for (int i = 0; i < length; i++) {
      filling[i] = ALPHABET[i % ALPHABET.length];
    }
    return filling;
  }

  static int digits(long number) {
    int digits = 1;
    for (long rest = number; rest >= 10; rest /= 10) {
      digits++;
    }
    return digits;
  }

  Ascii clear() {
    length = 0;
    return this;
  }

  Ascii put(byte[] more) {
    return put(more, more.length);
  }

  Ascii put(byte[] more, int count) {
    reserve(count);
    System.arraycopy(more, 0, bytes, length, count);
    length += count;
    return this;
  }

  Ascii put(char character) {
    reserve(1);
    bytes[length++] = (byte) character;
    return this;
  }

  /** Writes a number that is not negative. */
  Ascii put(long number) {
    int digits = digits(number);
    reserve(digits);
    long rest = number;
    for (int i = length + digits - 1; i >= length; i--) {
      bytes[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    length += digits;
    return this;
  }

  /** Returns the bytes themselves, of which {@link #length} count. */
  byte[] array() {
    return bytes;
  }

  int length() {
    return length;
  }

  private void reserve(int count) {
    if (bytes.length - length < count) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + count));
    }
  }
}
