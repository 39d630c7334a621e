package io.kokko.store;

import io.kokko.message.Payload;

/**
 * Says what a store can keep. Whoever takes names from clients asks here before they meet others in
 * one batch, which one bad name would fail for all.
 */
public final class StoreLimits {

  /**
   * The longest topic, event and origin, in characters: what fits into an index of any database.
   */
  public static final int MAX_NAME_LENGTH = 500;

  /** The largest payload of a stream's message. */
  public static final int MAX_PAYLOAD_BYTES = 1_048_576;

  /**
   * Returns the name, if a store can keep it.
   *
   * @param what tells what it is, for the message of the exception
   * @throws IllegalArgumentException if it is longer than {@link #MAX_NAME_LENGTH}, has a character
   *     0, or half a surrogate pair
   */
  public static String name(String what, String name) {
    if (name.length() > MAX_NAME_LENGTH) {
      throw new IllegalArgumentException(
          what + " of " + name.length() + " characters (expected: <= " + MAX_NAME_LENGTH + ")");
    }
    if (name.indexOf('\0') >= 0 || hasHalfAPair(name)) {
      throw new IllegalArgumentException(
          what + ": " + name + " (expected: no character 0, no half of a surrogate pair)");
    }
    return name;
  }

  static Payload payload(Payload payload) {
    if (payload.sizeInBytes() > MAX_PAYLOAD_BYTES) {
      throw new IllegalArgumentException(
          "payload of "
              + payload.sizeInBytes()
              + " bytes (expected on a stream: <= "
              + MAX_PAYLOAD_BYTES
              + ")");
    }
    return payload;
  }

  private static boolean hasHalfAPair(String name) {
    for (int at = 0; at < name.length(); at++) {
      if (Character.isSurrogate(name.charAt(at))) {
        if (!Character.isSupplementaryCodePoint(name.codePointAt(at))) {
          return true;
        }
        at++;
      }
    }
    return false;
  }

  private StoreLimits() {}
}
