package io.kokko.serializer;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Holds one whole message as a transport carries it: UTF-8 text, or bytes.
 *
 * <p>Immutable by agreement: nobody writes to {@link #bytes}. Any thread may use it, and a
 * broadcast hands the same frame to all its connections.
 */
public final class Frame {

  private final boolean text;
  private final byte[] bytes;

  /** Set at most a few times, always to an equal value, so that a race costs only the work. */
  private byte @Nullable [] framed;

  private Frame(boolean text, byte[] bytes) {
    this.text = text;
    this.bytes = bytes;
  }

  /** Takes UTF-8 text; the caller gives the array away. */
  public static Frame text(byte[] utf8) {
    return new Frame(true, utf8);
  }

  /** Takes text. */
  public static Frame text(String text) {
    return text(text.getBytes(UTF_8));
  }

  /** Takes bytes; the caller gives the array away. */
  public static Frame binary(byte[] bytes) {
    return new Frame(false, bytes);
  }

  /** Tells whether this is text; otherwise it is binary. */
  public boolean isText() {
    return text;
  }

  /** Returns the content itself, not a copy, which nobody may change. */
  public byte[] bytes() {
    return bytes;
  }

  /** Returns the content as text. */
  public String asText() {
    return new String(bytes, UTF_8);
  }

  /** Returns what a transport wraps around the content, made once for all connections. */
  public byte[] framed(Function<Frame, byte[]> framing) {
    byte[] made = framed;
    if (made == null) {
      made = framing.apply(this);
      framed = made;
    }
    return made;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Frame that && text == that.text && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /** Returns the text, or the bytes in hexadecimal. */
  @Override
  public String toString() {
    return text ? asText() : HexFormat.of().formatHex(bytes);
  }
}
