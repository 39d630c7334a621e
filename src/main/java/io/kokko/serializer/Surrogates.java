package io.kokko.serializer;

/**
 * Finds escaped surrogates that are not one half of a pair; there is no UTF-8 for them, and
 * Phoenix's JSON parser refuses them where Jackson does not.
 */
final class Surrogates {

  private static final int ESCAPE_BYTES = 6;

  private Surrogates() {}

  /**
   * Looks through JSON text, in which a backslash stands nowhere but in strings.
   *
   * @throws MalformedFrameException if there is a surrogate without its other half
   */
  static void requirePairs(byte[] json) {
    for (int i = 0; i < json.length; i++) {
      if (json[i] == '\\') {
        i += requirePair(json, i) - 1;
      }
    }
  }

  /** Returns how many bytes the escape at an index has, with the other half of its pair. */
  private static int requirePair(byte[] json, int at) {
    int unit = unit(json, at);
    if (unit < Character.MIN_SURROGATE || unit > Character.MAX_SURROGATE) {
      return 2;
    }
    int low = unit(json, at + ESCAPE_BYTES);
    if (!Character.isHighSurrogate((char) unit)
        || low < 0
        || !Character.isLowSurrogate((char) low)) {
      throw new MalformedFrameException(
          "half a surrogate pair: \\u" + Integer.toHexString(unit) + " (expected: both halves)");
    }
    return 2 * ESCAPE_BYTES;
  }

  /** Returns the UTF-16 unit that is escaped at an index, or -1 if none is. */
  private static int unit(byte[] json, int at) {
    if (at + ESCAPE_BYTES > json.length || json[at] != '\\' || json[at + 1] != 'u') {
      return -1;
    }
    int unit = 0;
    for (int i = at + 2; i < at + ESCAPE_BYTES; i++) {
      unit = (unit << 4) | Character.digit(json[i], 16);
    }
    return unit;
  }
}
