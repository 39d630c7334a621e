package io.kokko.message;

import java.util.Arrays;
import java.util.HexFormat;

/** Carries bytes that go to clients in a binary frame. */
public final class BinaryPayload implements Payload {

  private static final int SHOWN_BYTES = 32;

  private final byte[] bytes;

  BinaryPayload(byte[] bytes) {
    this.bytes = bytes;
  }

  /** Copies a part of an array. */
  public static BinaryPayload copyOf(byte[] source, int from, int to) {
    return new BinaryPayload(Arrays.copyOfRange(source, from, to));
  }

  @Override
  public <T> T as(Class<T> type) {
    if (type.isAssignableFrom(BinaryPayload.class)) {
      return type.cast(this);
    }
    if (type == byte[].class) {
      return type.cast(bytes.clone());
    }
    throw new PayloadException(
        "a binary payload of " + bytes.length + " bytes (expected: " + type.getName() + ")");
  }

  @Override
  public int sizeInBytes() {
    return bytes.length;
  }

  @Override
  public void copyTo(byte[] target, int index) {
    System.arraycopy(bytes, 0, target, index, bytes.length);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof BinaryPayload that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /** Shows the size and the first bytes in hexadecimal. */
  @Override
  public String toString() {
    String shown = HexFormat.of().formatHex(bytes, 0, Math.min(SHOWN_BYTES, bytes.length));
    return "binary(" + bytes.length + " bytes: " + shown + ")";
  }
}
