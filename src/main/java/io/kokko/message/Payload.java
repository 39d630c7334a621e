package io.kokko.message;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * Carries the content of a message: JSON, or bytes that nobody interprets.
 *
 * <p>Immutable; any thread may use it. JSON is kept as UTF-8 bytes and bound to a Java type only
 * when somebody asks with {@link #as}.
 */
public sealed interface Payload permits JsonPayload, BinaryPayload {

  /** Returns the empty JSON object, {@code {}}. */
  static Payload empty() {
    return JsonPayload.EMPTY;
  }

  /**
   * Writes a value as JSON: a record, a map, a list, a {@link JsonNode}, anything Jackson can
   * write; {@code byte[]} becomes a binary payload and a {@code Payload} stays what it is.
   *
   * <p>A {@code String} becomes a JSON string. For text that already is JSON use {@link
   * #ofJson(String)}.
   *
   * @throws PayloadException if Jackson cannot write the value
   */
  static Payload of(Object value) {
    if (value instanceof Payload payload) {
      return payload;
    }
    return value instanceof byte[] bytes ? binary(bytes) : JsonPayload.write(value);
  }

  /**
   * Takes text that is JSON already.
   *
   * @throws PayloadException if the text is not exactly one JSON value
   */
  static Payload ofJson(String text) {
    return JsonPayload.parse(text);
  }

  /** Takes bytes that clients get in a binary frame. */
  static Payload binary(byte[] bytes) {
    return new BinaryPayload(bytes.clone());
  }

  /**
   * Binds the payload to a Java type: a record, {@code Map}, {@link JsonNode}, and for a binary
   * payload {@code byte[]}. {@code Payload} itself is always possible.
   *
   * @throws PayloadException if the content does not fit the type
   */
  <T> T as(Class<T> type);

  /** Returns the payload as a Jackson tree. */
  default JsonNode json() {
    return as(JsonNode.class);
  }

  /** Tells how many bytes the content has. */
  int sizeInBytes();

  /** Copies the content into an array, from an index on. */
  void copyTo(byte[] target, int index);

  /** Returns a copy of the content. */
  default byte[] toByteArray() {
    byte[] bytes = new byte[sizeInBytes()];
    copyTo(bytes, 0);
    return bytes;
  }
}
