package io.kokko.presence;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kokko.message.Json;
import io.kokko.message.JsonPayload;
import io.kokko.message.Payload;
import io.kokko.message.PayloadException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;

/**
 * Writes and reads metas: JSON objects as UTF-8 that start with their {@code phx_ref}, and go on
 * with {@code phx_ref_prev} where an update made them.
 */
final class Meta {

  static final String REF = "phx_ref";
  static final String PREVIOUS = "phx_ref_prev";

  /** How many characters a {@code phx_ref} has. */
  static final int REF_LENGTH = 16;

  private static final byte[] START = "{\"phx_ref\":\"".getBytes(US_ASCII);
  private static final byte[] PREVIOUS_START = "\",\"phx_ref_prev\":\"".getBytes(US_ASCII);
  private static final byte[] RESERVED = "\"phx_ref".getBytes(US_ASCII);

  private Meta() {}

  /**
   * Writes what a user says about a member, without the two names that are ours.
   *
   * @throws PayloadException if it is no JSON object
   */
  static byte[] body(Object meta) {
    Payload payload = Payload.of(meta);
    if (!(payload instanceof JsonPayload json) || !json.isObject()) {
      throw new PayloadException("meta: " + payload + " (expected: a JSON object)");
    }
    byte[] body = json.toByteArray();
    return contains(body, RESERVED) ? body(json.as(ObjectNode.class)) : body;
  }

  static byte[] body(ObjectNode meta) {
    ObjectNode body = meta.deepCopy();
    body.remove(List.of(REF, PREVIOUS));
    return write(body);
  }

  /**
   * Writes what was fetched about a key, without its metas, which are ours.
   *
   * @throws PayloadException if it is no JSON object
   */
  static byte[] fetched(Object fields) {
    ObjectNode object = Payload.of(fields).as(ObjectNode.class);
    object.remove("metas");
    return write(object);
  }

  private static byte[] write(ObjectNode object) {
    try {
      return Json.MAPPER.writeValueAsBytes(object);
    } catch (JsonProcessingException e) {
      throw new PayloadException("meta: " + e.getOriginalMessage(), e);
    }
  }

  /** Writes the meta of a join. */
  static byte[] of(String ref, byte[] body) {
    return concat(START, ascii(ref), end(body));
  }

  /** Writes the meta of an update. */
  static byte[] of(String ref, String previous, byte[] body) {
    return concat(START, ascii(ref), PREVIOUS_START, ascii(previous), end(body));
  }

  static String ref(byte[] meta) {
    return new String(meta, START.length, REF_LENGTH, US_ASCII);
  }

  static boolean hasRef(byte[] meta, byte[] other) {
    int from = START.length;
    int to = START.length + REF_LENGTH;
    return Arrays.equals(meta, from, to, other, from, to);
  }

  /** Tells whether both say the same but for their refs. */
  static boolean sameBody(byte[] meta, byte[] other) {
    int from = bodyStart(meta);
    int otherFrom = bodyStart(other);
    return Arrays.equals(meta, from, meta.length, other, otherFrom, other.length);
  }

  /** Returns the {@code phx_ref_prev}, or an empty text. */
  static String previous(byte[] meta) {
    int at = START.length + REF_LENGTH;
    int end = at + PREVIOUS_START.length;
    return hasPrevious(meta) ? new String(meta, end, REF_LENGTH, US_ASCII) : "";
  }

  private static boolean hasPrevious(byte[] meta) {
    int at = START.length + REF_LENGTH;
    int end = at + PREVIOUS_START.length;
    return meta.length > end
        && Arrays.equals(meta, at, end, PREVIOUS_START, 0, PREVIOUS_START.length);
  }

  static ObjectNode tree(byte[] meta) {
    try {
      return Json.MAPPER.readValue(meta, ObjectNode.class);
    } catch (IOException e) {
      throw new UncheckedIOException(new String(meta, UTF_8), e);
    }
  }

  /** Tells whether bytes of another node can be a meta. */
  static boolean isMeta(byte[] bytes) {
    return bytes.length > START.length + REF_LENGTH + 1
        && Arrays.equals(bytes, 0, START.length, START, 0, START.length)
        && bytes[bytes.length - 1] == '}';
  }

  private static int bodyStart(byte[] meta) {
    int first = START.length + REF_LENGTH;
    return hasPrevious(meta) ? first + PREVIOUS_START.length + REF_LENGTH : first;
  }

  /** Returns {@code "}} for an empty body, otherwise {@code ",} and what is in its braces. */
  private static byte[] end(byte[] body) {
    boolean empty = new String(body, 1, body.length - 2, UTF_8).isBlank();
    byte[] end = new byte[empty ? 2 : body.length + 1];
    end[0] = '"';
    end[1] = (byte) (empty ? '}' : ',');
    if (!empty) {
      System.arraycopy(body, 1, end, 2, body.length - 1);
    }
    return end;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(US_ASCII);
  }

  private static boolean contains(byte[] bytes, byte[] part) {
    for (int at = 0; at <= bytes.length - part.length; at++) {
      if (Arrays.equals(bytes, at, at + part.length, part, 0, part.length)) {
        return true;
      }
    }
    return false;
  }

  private static byte[] concat(byte[]... parts) {
    int length = 0;
    for (byte[] part : parts) {
      length += part.length;
    }
    byte[] whole = new byte[length];
    int at = 0;
    for (byte[] part : parts) {
      System.arraycopy(part, 0, whole, at, part.length);
      at += part.length;
    }
    return whole;
  }
}
