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

  /**
   * Returns this object with one more member at its end; the rest stays as it is written.
   *
   * @throws PayloadException if this is no object, or the value no JSON
   */
  public JsonPayload with(String key, Payload value) {
    if (!isObject() || !(value instanceof JsonPayload)) {
      throw new PayloadException(this + " with " + key + " (expected: a JSON object)");
    }
    byte[] head = ((isEmpty() ? "" : ",") + Ref.of(key).json() + ":").getBytes(UTF_8);
    byte[] whole = Arrays.copyOf(utf8, utf8.length + head.length + value.sizeInBytes());
    int end = utf8.length - 1;
    System.arraycopy(head, 0, whole, end, head.length);
    value.copyTo(whole, end + head.length);
    whole[whole.length - 1] = '}';
    return new JsonPayload(whole);
  }

  private boolean isEmpty() {
    int index = 1;
    while (Character.isWhitespace(utf8[index])) {
      index++;
    }
    return utf8[index] == '}';
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
