package io.kokko.transport;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Checks text.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc3629#section-4">RFC 3629, 4</a>
 */
final class Utf8 {

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final long HIGH_BITS = 0x8080808080808080L;

  /** Tells whether the bytes from {@code start} on are UTF-8: no surrogates, nothing overlong. */
  static boolean isValid(byte[] bytes, int start) {
    int i = start;
    while (i < bytes.length) {
      i = skipAscii(bytes, i);
      if (i < bytes.length) {
        int length = sequenceLength(bytes, i);
        if (length == 0) {
          return false;
        }
        i += length;
      }
    }
    return true;
  }

  private static int skipAscii(byte[] bytes, int start) {
    int i = start;
    while (i <= bytes.length - Long.BYTES && ((long) LONGS.get(bytes, i) & HIGH_BITS) == 0) {
      i += Long.BYTES;
    }
    while (i < bytes.length && bytes[i] >= 0) {
      i++;
    }
    return i;
  }

  /** Returns how long the character at {@code i} is, which is not ASCII, or 0 if it is none. */
  private static int sequenceLength(byte[] bytes, int i) {
    int first = bytes[i] & 0xff;
    if (first >= 0xc2 && first <= 0xdf) {
      return continues(bytes, i + 1, 0x80, 0xbf) ? 2 : 0;
    }
    if (first >= 0xe0 && first <= 0xef) {
      int least = first == 0xe0 ? 0xa0 : 0x80;
      int most = first == 0xed ? 0x9f : 0xbf;
      return continues(bytes, i + 1, least, most) && continues(bytes, i + 2, 0x80, 0xbf) ? 3 : 0;
    }
    return first >= 0xf0 && first <= 0xf4 && isFourLong(bytes, i, first) ? 4 : 0;
  }

  private static boolean isFourLong(byte[] bytes, int i, int first) {
    int least = first == 0xf0 ? 0x90 : 0x80;
    int most = first == 0xf4 ? 0x8f : 0xbf;
    return continues(bytes, i + 1, least, most)
        && continues(bytes, i + 2, 0x80, 0xbf)
        && continues(bytes, i + 3, 0x80, 0xbf);
  }

  private static boolean continues(byte[] bytes, int i, int least, int most) {
    return i < bytes.length && (bytes[i] & 0xff) >= least && (bytes[i] & 0xff) <= most;
  }

  private Utf8() {}
}
