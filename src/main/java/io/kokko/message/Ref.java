package io.kokko.message;

import com.fasterxml.jackson.core.JsonProcessingException;

/**
 * Names a message so that its answer finds it: {@code ref} and {@code join_ref} of the protocol.
 *
 * <p>Clients send strings, but any JSON value is echoed as it came and compared strictly ({@code 1}
 * is not {@code "1"}). A missing reference is {@code null}, never a {@code Ref}.
 *
 * @param json the value as compact JSON text, {@code "\"7\""} for the string 7
 */
public record Ref(String json) {

  /** Makes the reference that is the given string. */
  public static Ref of(String text) {
    if (isPlain(text)) {
      return new Ref('"' + text + '"');
    }
    try {
      return new Ref(Json.MAPPER.writeValueAsString(text));
    } catch (JsonProcessingException e) {
      throw new PayloadException("ref " + text + " cannot be written as JSON", e);
    }
  }

  /** Tells whether the value is a string, the only kind that a binary frame can carry. */
  public boolean isText() {
    return json.charAt(0) == '"';
  }

  /**
   * Returns the string that the value is.
   *
   * @throws IllegalStateException if it is not a string
   */
  public String text() {
    if (!isText()) {
      throw new IllegalStateException("ref: " + json + " (expected: a string)");
    }
    String inner = json.substring(1, json.length() - 1);
    return isPlain(inner) ? inner : Payload.ofJson(json).as(String.class);
  }

  private static boolean isPlain(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ' || c == '"' || c == '\\' || c > '~') {
        return false;
      }
    }
    return true;
  }
}
