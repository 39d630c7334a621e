package io.kokko.serializer;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Finds where JSON values end that are written as most clients write them, without looking at what
 * they mean.
 *
 * <p>What it accepts is JSON by any parser's rules. What it does not accept, since it is broken or
 * only unusual (a character beyond ASCII, a {@code \}{@code u} escape, a long number, deep
 * nesting), is for Jackson to judge: every method answers that with {@link #NOT_PLAIN}.
 */
final class PlainJson {

  static final int NOT_PLAIN = -1;

  /** How deep arrays and objects may lie within each other. */
  private static final int MAX_DEPTH = 32;

  /** How many characters a number may have. */
  private static final int MAX_NUMBER = 64;

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final long ONES = 0x0101010101010101L;
  private static final long HIGH_BITS = ONES << 7;
  private static final long SPACES = ONES * ' ';
  private static final long QUOTES = ONES * '"';
  private static final long BACKSLASHES = ONES * '\\';

  private PlainJson() {}

  /** Returns the index behind the value that begins at an index, or {@link #NOT_PLAIN}. */
  static int endOfValue(byte[] json, int from) {
    return endOfValue(json, from, MAX_DEPTH);
  }

  private static int endOfValue(byte[] json, int from, int depth) {
    return switch (at(json, from)) {
      case '"' -> endOfString(json, from);
      case '{' -> endOfAll(json, from + 1, depth - 1, '}');
      case '[' -> endOfAll(json, from + 1, depth - 1, ']');
      case 't' -> endOfWord(json, from, "true");
      case 'f' -> endOfWord(json, from, "false");
      case 'n' -> endOfWord(json, from, "null");
      default -> endOfNumber(json, from);
    };
  }

  /** Returns the index behind the string whose first quote stands at an index. */
  static int endOfString(byte[] json, int from) {
    int i = behindOrdinary(json, from + 1);
    while (at(json, i) != '"') {
      if (at(json, i) < ' ') {
        return NOT_PLAIN;
      }
      if (json[i] == '\\') {
        i++;
        if (!isShortEscape(at(json, i))) {
          return NOT_PLAIN;
        }
      }
      i = behindOrdinary(json, i + 1);
    }
    return i + 1;
  }

  /** Passes, eight at a time, characters that mean nothing in a string but themselves. */
  private static int behindOrdinary(byte[] json, int from) {
    int i = from;
    while (i <= json.length - Long.BYTES) {
      long eight = (long) LONGS.get(json, i);
      long special = eight | (eight - SPACES) | zeros(eight ^ QUOTES) | zeros(eight ^ BACKSLASHES);
      if ((special & HIGH_BITS) != 0) {
        return i + Long.numberOfTrailingZeros(special & HIGH_BITS) / Byte.SIZE;
      }
      i += Long.BYTES;
    }
    return i;
  }

  /** Sets the high bit of the first byte that is zero, and perhaps of some behind it. */
  private static long zeros(long eight) {
    return (eight - ONES) & ~eight;
  }

  private static boolean isShortEscape(int octet) {
    return switch (octet) {
      case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> true;
      default -> false;
    };
  }

  /** Passes what is between the brackets, and the closing one. */
  private static int endOfAll(byte[] json, int from, int depth, char closing) {
    int i = behindSpace(json, from);
    if (at(json, i) == closing) {
      return i + 1;
    }
    while (depth > 0) {
      if (closing == '}') {
        i = behindKey(json, i);
      }
      i = i == NOT_PLAIN ? NOT_PLAIN : endOfValue(json, i, depth);
      if (i == NOT_PLAIN) {
        return NOT_PLAIN;
      }
      i = behindSpace(json, i);
      int next = at(json, i);
      if (next == closing) {
        return i + 1;
      }
      if (next != ',') {
        return NOT_PLAIN;
      }
      i = behindSpace(json, i + 1);
    }
    return NOT_PLAIN;
  }

  /** Passes a key and its colon. */
  private static int behindKey(byte[] json, int from) {
    if (at(json, from) != '"') {
      return NOT_PLAIN;
    }
    int end = endOfString(json, from);
    if (end == NOT_PLAIN) {
      return NOT_PLAIN;
    }
    int colon = behindSpace(json, end);
    return at(json, colon) == ':' ? behindSpace(json, colon + 1) : NOT_PLAIN;
  }

  private static int behindSpace(byte[] json, int from) {
    int i = from;
    while (i < json.length && isSpace(json[i])) {
      i++;
    }
    return i;
  }

  private static boolean isSpace(byte octet) {
    return octet == ' ' || octet == '\n' || octet == '\r' || octet == '\t';
  }

  private static int endOfWord(byte[] json, int from, String word) {
    for (int i = 0; i < word.length(); i++) {
      if (at(json, from + i) != word.charAt(i)) {
        return NOT_PLAIN;
      }
    }
    return from + word.length();
  }

  private static int endOfNumber(byte[] json, int from) {
    int first = at(json, from) == '-' ? from + 1 : from;
    int i = endOfDigits(json, first);
    boolean leadingZero = at(json, first) == '0' && i > first + 1;
    if (i == first || leadingZero) {
      return NOT_PLAIN;
    }
    if (at(json, i) == '.') {
      int fraction = i + 1;
      i = endOfDigits(json, fraction);
      if (i == fraction) {
        return NOT_PLAIN;
      }
    }
    boolean exponent = at(json, i) == 'e' || at(json, i) == 'E';
    return exponent || i - from > MAX_NUMBER ? NOT_PLAIN : i;
  }

  private static int endOfDigits(byte[] json, int from) {
    int i = from;
    while (at(json, i) >= '0' && at(json, i) <= '9') {
      i++;
    }
    return i;
  }

  /** Returns the byte at an index, or -1 behind the end. */
  static int at(byte[] json, int index) {
    return index < json.length ? json[index] : -1;
  }
}
