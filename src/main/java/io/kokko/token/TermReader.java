package io.kokko.token;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.math.BigInteger;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads one Erlang term of the kinds that people put into tokens.
 *
 * <p>Whole numbers become {@link Long}, or {@link BigInteger} where that is too small; floats
 * {@link Double}; binaries {@link String} if they are UTF-8 and {@code byte[]} otherwise; lists
 * {@link List}, maps {@link Map}, tuples {@link Tuple}; atoms {@link Atom} but for nil, true and
 * false. Functions, processes, references, bit strings and compressed terms are refused. What is
 * read takes memory in proportion to its bytes, and recursion is bounded.
 */
final class TermReader {

  private static final int MAX_DEPTH = 100;
  private static final int FLOAT_CHARACTERS = 31;

  private final ByteBuffer bytes;

  private TermReader(byte[] bytes) {
    this.bytes = ByteBuffer.wrap(bytes);
  }

  /**
   * Reads a term that fills all the bytes.
   *
   * @throws MalformedTermException if they are anything else
   */
  static @Nullable Object read(byte[] bytes) {
    TermReader reader = new TermReader(bytes);
    try {
      reader.expectVersion();
      Object term = reader.term(0);
      reader.expectEnd();
      return term;
    } catch (BufferUnderflowException cutOff) {
      throw new MalformedTermException("term: cut off after " + bytes.length + " bytes");
    }
  }

  private void expectVersion() {
    int version = octet();
    if (version != TermTag.VERSION) {
      throw new MalformedTermException(
          "term: first byte " + version + " (expected: " + TermTag.VERSION + ")");
    }
  }

  private void expectEnd() {
    if (bytes.hasRemaining()) {
      throw new MalformedTermException("term: " + bytes.remaining() + " bytes behind its end");
    }
  }

  private @Nullable Object term(int depth) {
    if (depth > MAX_DEPTH) {
      throw new MalformedTermException("term: nested more than " + MAX_DEPTH + " deep");
    }
    int tag = octet();
    return switch (tag) {
      case TermTag.SMALL_INTEGER -> (long) octet();
      case TermTag.INTEGER -> (long) bytes.getInt();
      case TermTag.SMALL_BIG -> big(octet());
      case TermTag.LARGE_BIG -> big(size());
      case TermTag.NEW_FLOAT -> bytes.getDouble();
      case TermTag.FLOAT -> decimal();
      case TermTag.BINARY -> binary(take(size()));
      case TermTag.SMALL_ATOM -> atom(new String(take(octet()), ISO_8859_1));
      case TermTag.ATOM -> atom(new String(take(bytes.getChar()), ISO_8859_1));
      case TermTag.SMALL_ATOM_UTF8 -> atom(new String(take(octet()), UTF_8));
      case TermTag.ATOM_UTF8 -> atom(new String(take(bytes.getChar()), UTF_8));
      case TermTag.NIL -> List.of();
      case TermTag.STRING -> octets(take(bytes.getChar()));
      case TermTag.LIST -> list(depth);
      case TermTag.SMALL_TUPLE -> new Tuple(terms(octet(), depth));
      case TermTag.LARGE_TUPLE -> new Tuple(terms(size(), depth));
      case TermTag.MAP -> map(depth);
      default -> throw new MalformedTermException("term: tag " + tag + " has no place in a token");
    };
  }

  private Object big(int size) {
    int sign = octet();
    byte[] magnitude = take(size);
    reverse(magnitude);
    BigInteger value = new BigInteger(sign == 0 ? 1 : -1, magnitude);
    return value.bitLength() < Long.SIZE ? (Object) value.longValue() : value;
  }

  private static void reverse(byte[] array) {
    for (int i = 0, j = array.length - 1; i < j; i++, j--) {
      byte swapped = array[i];
      array[i] = array[j];
      array[j] = swapped;
    }
  }

  /** The form that floats had before R11B: a C string, padded with zeros. */
  private Double decimal() {
    String text = new String(take(FLOAT_CHARACTERS), ISO_8859_1).replace("\0", "");
    try {
      return Double.valueOf(text);
    } catch (NumberFormatException e) {
      throw new MalformedTermException("term: float \"" + text + "\"");
    }
  }

  private static Object binary(byte[] content) {
    try {
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString();
    } catch (CharacterCodingException notText) {
      return content;
    }
  }

  private static @Nullable Object atom(String name) {
    return switch (name) {
      case "nil" -> null;
      case "true" -> true;
      case "false" -> false;
      default -> new Atom(name);
    };
  }

  private static List<Object> octets(byte[] content) {
    List<Object> octets = new ArrayList<>(content.length);
    for (byte octet : content) {
      octets.add((long) Byte.toUnsignedInt(octet));
    }
    return Collections.unmodifiableList(octets);
  }

  private List<@Nullable Object> list(int depth) {
    List<@Nullable Object> list = terms(size(), depth);
    int tail = octet();
    if (tail != TermTag.NIL) {
      throw new MalformedTermException("term: list whose tail is no list");
    }
    return Collections.unmodifiableList(list);
  }

  private List<@Nullable Object> terms(int count, int depth) {
    List<@Nullable Object> terms = new ArrayList<>(atMostRemaining(count));
    for (int i = 0; i < count; i++) {
      terms.add(term(depth + 1));
    }
    return terms;
  }

  private Map<@Nullable Object, @Nullable Object> map(int depth) {
    Map<@Nullable Object, @Nullable Object> map = new LinkedHashMap<>();
    for (int left = atMostRemaining(size()); left > 0; left--) {
      map.put(term(depth + 1), term(depth + 1));
    }
    return Collections.unmodifiableMap(map);
  }

  private int octet() {
    return Byte.toUnsignedInt(bytes.get());
  }

  private int size() {
    return atMostRemaining(bytes.getInt());
  }

  /** Every element and every byte of content takes one byte at least. */
  private int atMostRemaining(int size) {
    if (size < 0 || size > bytes.remaining()) {
      throw new BufferUnderflowException();
    }
    return size;
  }

  private byte[] take(int size) {
    byte[] content = new byte[atMostRemaining(size)];
    bytes.get(content);
    return content;
  }
}
