package io.kokko.message;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.util.Arrays;

/**
 * Carries one JSON value as its UTF-8 text.
 *
 * <p>Two are equal if their values are, whatever the order of keys and the white space.
 */
public final class JsonPayload implements Payload {

  static final JsonPayload EMPTY = new JsonPayload(new byte[] {'{', '}'});

  private final byte[] utf8;

  private JsonPayload(byte[] utf8) {
    this.utf8 = utf8;
  }

  /**
   * Copies a part of an array that is known to be one JSON value, since a parser has just read it.
   */
  public static JsonPayload copyOf(byte[] source, int from, int to) {
    boolean emptyObject = to - from == 2 && source[from] == '{';
    return emptyObject ? EMPTY : new JsonPayload(Arrays.copyOfRange(source, from, to));
  }

  static JsonPayload write(Object value) {
    try {
      return new JsonPayload(Json.MAPPER.writeValueAsBytes(value));
    } catch (JsonProcessingException e) {
      throw new PayloadException(
          value.getClass().getName() + " cannot be written as JSON: " + e.getOriginalMessage(), e);
    }
  }

  static JsonPayload parse(String text) {
    try {
      // Only what is read as UTF-8 is refused when half a surrogate pair is in a key.
      ByteBuffer buffer = UTF_8.newEncoder().encode(CharBuffer.wrap(text));
      byte[] bytes = new byte[buffer.remaining()];
      buffer.get(bytes);
      JsonNode tree = Json.MAPPER.readTree(bytes);
      if (tree.isMissingNode()) {
        throw new PayloadException("no JSON: the text is empty (expected: one JSON value)");
      }
      return new JsonPayload(Json.MAPPER.writeValueAsBytes(tree));
    } catch (IOException | NumberFormatException e) {
      throw new PayloadException("no JSON: " + reason(e) + " in: " + text, e);
    }
  }

  /** Tells whether the value is an object, which is what Phoenix wants of a push or a broadcast. */
  public boolean isObject() {
    return utf8[0] == '{';
  }

  @Override
  public <T> T as(Class<T> type) {
    if (type.isAssignableFrom(JsonPayload.class)) {
      return type.cast(this);
    }
    try {
      T value = Json.MAPPER.readValue(utf8, type);
      if (value == null) {
        throw new PayloadException("null (expected: " + type.getName() + ")");
      }
      return value;
    } catch (IOException | NumberFormatException e) {
      throw new PayloadException(this + " does not fit " + type.getName() + ": " + reason(e), e);
    }
  }

  /** A number with an exponent beyond all bounds is what Jackson refuses with another exception. */
  private static String reason(Exception e) {
    return e instanceof JsonProcessingException json ? json.getOriginalMessage() : "" + e;
  }

  @Override
  public int sizeInBytes() {
    return utf8.length;
  }

  @Override
  public void copyTo(byte[] target, int index) {
    System.arraycopy(utf8, 0, target, index, utf8.length);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof JsonPayload that
        && (Arrays.equals(utf8, that.utf8) || json().equals(that.json()));
  }

  @Override
  public int hashCode() {
    return json().hashCode();
  }

  /** Returns the JSON text. */
  @Override
  public String toString() {
    return new String(utf8, UTF_8);
  }
}
