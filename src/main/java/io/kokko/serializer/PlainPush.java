package io.kokko.serializer;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.kokko.message.JsonPayload;
import io.kokko.message.Message;
import io.kokko.message.Ref;
import org.jspecify.annotations.Nullable;

/**
 * Reads a push of protocol 2.0.0 that is written as {@code JSON.stringify} writes it, for a
 * fraction of what a parser of all JSON costs. Whatever is not quite so is for that parser.
 *
 * @see PlainJson
 */
final class PlainPush {

  private PlainPush() {}

  /** Returns the push, or null if this is none, or one that is written otherwise. */
  static Message.@Nullable Push read(byte[] json) {
    int joinRef = PlainJson.at(json, 0) == '[' ? 1 : PlainJson.NOT_PLAIN;
    int ref = behindRef(json, joinRef);
    int topic = behindRef(json, ref);
    int event = behindText(json, topic);
    int payload = behindText(json, event);
    if (payload == PlainJson.NOT_PLAIN || PlainJson.at(json, payload) != '{') {
      return null;
    }
    int end = PlainJson.endOfValue(json, payload);
    if (end != json.length - 1 || json[end] != ']') {
      return null;
    }
    return new Message.Push(
        ref(json, joinRef, ref),
        ref(json, ref, topic),
        ascii(json, topic + 1, event - 2),
        ascii(json, event + 1, payload - 2),
        JsonPayload.copyOf(json, payload, end));
  }

  /** Passes a string or null, and the comma behind it. */
  private static int behindRef(byte[] json, int from) {
    if (from != PlainJson.NOT_PLAIN && PlainJson.at(json, from) == 'n') {
      return behindComma(json, PlainJson.endOfValue(json, from));
    }
    return behindText(json, from);
  }

  /** Passes a string that means what is written, and the comma behind it. */
  private static int behindText(byte[] json, int from) {
    if (from == PlainJson.NOT_PLAIN || PlainJson.at(json, from) != '"') {
      return PlainJson.NOT_PLAIN;
    }
    for (int i = from + 1; i < json.length; i++) {
      byte octet = json[i];
      if (octet == '"') {
        return behindComma(json, i + 1);
      }
      if (octet < ' ' || octet > '~' || octet == '\\') {
        return PlainJson.NOT_PLAIN;
      }
    }
    return PlainJson.NOT_PLAIN;
  }

  private static int behindComma(byte[] json, int at) {
    boolean isComma = at != PlainJson.NOT_PLAIN && PlainJson.at(json, at) == ',';
    return isComma ? at + 1 : PlainJson.NOT_PLAIN;
  }

  private static @Nullable Ref ref(byte[] json, int from, int next) {
    return json[from] == '"' ? new Ref(ascii(json, from, next - 1)) : null;
  }

  private static String ascii(byte[] json, int from, int to) {
    return new String(json, from, to - from, ISO_8859_1);
  }
}
