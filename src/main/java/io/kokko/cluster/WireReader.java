package io.kokko.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Set;
import org.apache.pekko.util.ByteString;

/**
 * Reads the parts of one message, in order.
 *
 * <p>A part that passes the end throws {@link IllegalArgumentException} or {@link
 * java.nio.BufferUnderflowException}, whatever a foreign peer has sent.
 */
final class WireReader {

  private final ByteBuffer bytes;

  WireReader(byte[] bytes) {
    this(ByteBuffer.wrap(bytes));
  }

  WireReader(ByteBuffer bytes) {
    this.bytes = bytes;
  }

  byte octet() {
    return bytes.get();
  }

  int number() {
    return bytes.getInt();
  }

  long longNumber() {
    return bytes.getLong();
  }

  String text() {
    return new String(take(bytes.getInt()), UTF_8);
  }

  Set<String> texts() {
    Set<String> texts = new HashSet<>();
    for (int left = bytes.getInt(); left > 0; left--) {
      texts.add(text());
    }
    return texts;
  }

  byte[] rest() {
    return take(bytes.remaining());
  }

  /** Copies what is left, since the buffer is Pekko's. */
  ByteString restAsBytes() {
    return ByteString.fromArrayUnsafe(rest());
  }

  private byte[] take(int size) {
    if (size < 0 || size > bytes.remaining()) {
      throw new IllegalArgumentException(
          "part of " + size + " bytes (expected: <= " + bytes.remaining() + ")");
    }
    byte[] part = new byte[size];
    bytes.get(part);
    return part;
  }
}
