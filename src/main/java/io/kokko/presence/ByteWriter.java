package io.kokko.presence;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;

/** Writes the parts of a message; numbers take as many bytes as they need, seven bits in each. */
final class ByteWriter {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  ByteWriter number(long value) {
    long left = value;
    while ((left & ~0x7FL) != 0) {
      out.write((int) (left & 0x7F) | 0x80);
      left >>>= 7;
    }
    out.write((int) left);
    return this;
  }

  ByteWriter bytes(byte[] bytes) {
    number(bytes.length);
    out.writeBytes(bytes);
    return this;
  }

  ByteWriter text(String text) {
    return bytes(text.getBytes(UTF_8));
  }

  byte[] toByteArray() {
    return out.toByteArray();
  }
}
