package io.kokko.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.Set;

/** Writes the parts of one message, in order; a text is its size in four bytes, and UTF-8. */
final class WireWriter {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  WireWriter octet(int value) {
    out.write(value);
    return this;
  }

  WireWriter text(String text) {
    byte[] utf8 = text.getBytes(UTF_8);
    return number(utf8.length).bytes(utf8);
  }

  WireWriter texts(Set<String> texts) {
    number(texts.size());
    texts.forEach(this::text);
    return this;
  }

  WireWriter bytes(byte[] bytes) {
    out.writeBytes(bytes);
    return this;
  }

  byte[] toByteArray() {
    return out.toByteArray();
  }

  WireWriter longNumber(long value) {
    return number((int) (value >>> 32)).number((int) value);
  }

  WireWriter number(int value) {
    return octet(value >>> 24).octet(value >>> 16).octet(value >>> 8).octet(value);
  }
}
