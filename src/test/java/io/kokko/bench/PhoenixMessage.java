package io.kokko.bench;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Finds the parts of a frame {@code [join_ref, ref, topic, event, payload]} where they lie.
 *
 * <p>It scans and builds nothing, since a generator that parses JSON would measure itself. One
 * thread at a time may use it, and only until the next {@link #read}.
 */
final class PhoenixMessage {

  private static final int JOIN_REF = 0;
  private static final int REF = 1;
  private static final int TOPIC = 2;
  private static final int EVENT = 3;
  private static final int PAYLOAD = 4;

  private static final byte[] STATUS_OK = Ascii.bytes("\"ok\"");
  private static final byte[] STATUS = Ascii.bytes("\"status\"");
  private static final byte[] FILLING = Ascii.bytes("\"x\"");

  private final int[] starts = new int[PAYLOAD + 1];
  private final int[] ends = new int[PAYLOAD + 1];
  private byte[] bytes = {};
  private int start;
  private int end;

  /** Tells whether the bytes are such a frame, and remembers its parts. */
  boolean read(byte[] frame, int from, int to) {
    bytes = frame;
    start = from;
    end = to;
    int position = skipSpace(from, to);
    if (position >= to || frame[position] != '[') {
      return false;
    }
    position++;
    for (int part = JOIN_REF; part <= EVENT; part++) {
      position = element(part, position, to);
      if (position < 0) {
        return false;
      }
    }
    return payload(skipSpace(position, to), to);
  }

  boolean refIs(byte[] expected) {
    return is(REF, expected);
  }

  boolean topicIs(byte[] expected) {
    return is(TOPIC, expected);
  }

  boolean eventIs(byte[] expected) {
    return is(EVENT, expected);
  }

  boolean isOk() {
    int value = value(STATUS);
    return value >= 0 && startsWith(value, STATUS_OK);
  }

  /** Returns a whole number of the payload, wherever it is in there, or -1 if there is none. */
  long number(byte[] quotedKey) {
    int position = value(quotedKey);
    if (position < 0 || !isDigit(position)) {
      return -1;
    }
    long number = 0;
    while (isDigit(position)) {
      number = number * 10 + bytes[position++] - '0';
    }
    boolean whole = position < ends[PAYLOAD] && bytes[position] != '.' && bytes[position] != 'e';
    return whole ? number : -1;
  }

  /** Tells whether the payload has exactly so much of the filling. */
  boolean hasFilling(byte[] filling, int length) {
    int position = value(FILLING) + 1;
    int end = position + length;
    return position > 0
        && end < ends[PAYLOAD]
        && bytes[position - 1] == '"'
        && bytes[end] == '"'
        && Arrays.equals(bytes, position, end, filling, 0, length);
  }

  /** Returns a copy of the whole frame. */
  byte[] bytes() {
    return Arrays.copyOfRange(bytes, start, end);
  }

  /** Returns the frame's text, for error messages. */
  String text() {
    return new String(bytes, start, Math.min(300, end - start), StandardCharsets.UTF_8);
  }

  private int element(int part, int from, int to) {
    int position = skipSpace(from, to);
    if (position >= to) {
      return -1;
    }
    return bytes[position] == '"' ? string(part, position + 1, to) : word(part, position, to);
  }

  private int string(int part, int from, int to) {
    int position = from;
    while (position < to && bytes[position] != '"') {
      position += bytes[position] == '\\' ? 2 : 1;
    }
    starts[part] = from;
    ends[part] = position;
    return comma(position + 1, to);
  }

  private int word(int part, int from, int to) {
    int position = from;
    while (position < to && bytes[position] != ',') {
      position++;
    }
    starts[part] = from;
    ends[part] = position;
    return comma(position, to);
  }

  private int comma(int from, int to) {
    int position = skipSpace(from, to);
    return position < to && bytes[position] == ',' ? position + 1 : -1;
  }

  private boolean payload(int from, int to) {
    int closing = to - 1;
    while (closing > from && isSpace(bytes[closing])) {
      closing--;
    }
    starts[PAYLOAD] = from;
    ends[PAYLOAD] = closing;
    return closing > from && bytes[closing] == ']';
  }

  private int skipSpace(int from, int to) {
    int position = from;
    while (position < to && isSpace(bytes[position])) {
      position++;
    }
    return position;
  }

  private static boolean isSpace(byte octet) {
    return octet >= 0 && octet <= ' ';
  }

  private boolean is(int part, byte[] expected) {
    return Arrays.equals(bytes, starts[part], ends[part], expected, 0, expected.length);
  }

  private boolean isDigit(int position) {
    return position < ends[PAYLOAD] && bytes[position] >= '0' && bytes[position] <= '9';
  }

  /** Returns where the value of a key begins, or -1. */
  private int value(byte[] quotedKey) {
    int end = ends[PAYLOAD];
    for (int at = starts[PAYLOAD]; at < end - quotedKey.length; at++) {
      if (bytes[at] == '"' && startsWith(at, quotedKey)) {
        int colon = skipSpace(at + quotedKey.length, end);
        if (colon < end && bytes[colon] == ':') {
          return skipSpace(colon + 1, end);
        }
      }
    }
    return -1;
  }

  private boolean startsWith(int position, byte[] expected) {
    return position + expected.length <= ends[PAYLOAD]
        && Arrays.equals(bytes, position, position + expected.length, expected, 0, expected.length);
  }
}
