package io.kokko.token;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes one Erlang term, as {@code term_to_binary} of a current Erlang does. */
final class TermWriter {

  private static final int OCTET = 255;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  private TermWriter() {}

  /**
   * Writes a value and all in it.
   *
   * @throws IllegalArgumentException if something in it is of another kind than those that {@link
   *     Token#sign} names
   */
  static byte[] write(@Nullable Object value) {
    TermWriter writer = new TermWriter();
    writer.octet(TermTag.VERSION).term(value);
    return writer.out.toByteArray();
  }

  private void term(@Nullable Object value) {
    if (value == null || value instanceof Boolean || value instanceof Atom) {
      atom(value instanceof Atom atom ? atom.name() : value == null ? "nil" : value.toString());
    } else if (value instanceof String text) {
      binary(text.getBytes(UTF_8));
    } else if (value instanceof byte[] bytes) {
      binary(bytes);
    } else if (value instanceof Number number) {
      number(number);
    } else if (value instanceof List<?> list) {
      list(list);
    } else if (value instanceof Map<?, ?> map) {
      map(map);
    } else if (value instanceof Tuple tuple) {
      tuple(tuple);
    } else {
      throw unknown(value);
    }
  }

  private static IllegalArgumentException unknown(Object value) {
    return new IllegalArgumentException(
        "token data of "
            + value.getClass()
            + " (expected: a string, a number, a boolean, bytes, a list, a map, a tuple, an atom or"
            + " null)");
  }

  private void atom(String name) {
    byte[] utf8 = name.getBytes(UTF_8);
    if (utf8.length <= OCTET) {
      octet(TermTag.SMALL_ATOM_UTF8).octet(utf8.length).bytes(utf8);
    } else {
      octet(TermTag.ATOM_UTF8).octet(utf8.length >>> 8).octet(utf8.length).bytes(utf8);
    }
  }

  private void binary(byte[] content) {
    octet(TermTag.BINARY).size(content.length).bytes(content);
  }

  private void number(Number number) {
    if (number instanceof Integer
        || number instanceof Long
        || number instanceof Short
        || number instanceof Byte) {
      integer(number.longValue());
    } else if (number instanceof BigInteger big) {
      integer(big);
    } else if (number instanceof Double || number instanceof Float) {
      real(number.doubleValue());
    } else {
      throw unknown(number);
    }
  }

  private void integer(BigInteger value) {
    if (value.bitLength() < Long.SIZE) {
      integer(value.longValue());
    } else {
      big(value);
    }
  }

  private void integer(long value) {
    if (value >= 0 && value <= OCTET) {
      octet(TermTag.SMALL_INTEGER).octet((int) value);
    } else if (value == (int) value) {
      octet(TermTag.INTEGER).size((int) value);
    } else {
      big(BigInteger.valueOf(value));
    }
  }

  /** A sign, and the absolute value's bytes with the lowest first. */
  private void big(BigInteger value) {
    int size = (value.abs().bitLength() + 7) / 8;
    if (size <= OCTET) {
      octet(TermTag.SMALL_BIG).octet(size);
    } else {
      octet(TermTag.LARGE_BIG).size(size);
    }
    octet(value.signum() < 0 ? 1 : 0);
    byte[] magnitude = value.abs().toByteArray();
    for (int i = 1; i <= size; i++) {
      octet(magnitude[magnitude.length - i]);
    }
  }

  private void real(double value) {
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      throw new IllegalArgumentException("token data: " + value + " (expected: a finite number)");
    }
    octet(TermTag.NEW_FLOAT).bytes(ByteBuffer.allocate(Double.BYTES).putDouble(value).array());
  }

  private void list(List<?> list) {
    if (!list.isEmpty()) {
      octet(TermTag.LIST).size(list.size());
      list.forEach(this::term);
    }
    octet(TermTag.NIL);
  }

  private void map(Map<?, ?> map) {
    octet(TermTag.MAP).size(map.size());
    map.forEach(
        (key, value) -> {
          term(key);
          term(value);
        });
  }

  private void tuple(Tuple tuple) {
    int size = tuple.elements().size();
    if (size <= OCTET) {
      octet(TermTag.SMALL_TUPLE).octet(size);
    } else {
      octet(TermTag.LARGE_TUPLE).size(size);
    }
    tuple.elements().forEach(this::term);
  }

  private TermWriter octet(int value) {
    out.write(value);
    return this;
  }

  private TermWriter size(int value) {
    return octet(value >>> 24).octet(value >>> 16).octet(value >>> 8).octet(value);
  }

  private void bytes(byte[] content) {
    out.writeBytes(content);
  }
}
