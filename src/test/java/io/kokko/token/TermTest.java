package io.kokko.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bytes are what {@code term_to_binary} of Erlang writes, in hexadecimal. */
class TermTest {

  @Test
  void termsAreWrittenAsErlangWritesThem() {
    assertThat(written(0)).isEqualTo("836100");
    assertThat(written(255)).isEqualTo("8361ff");
    assertThat(written(256)).isEqualTo("836200000100");
    assertThat(written(-1)).isEqualTo("8362ffffffff");
    assertThat(written(1L << 31)).isEqualTo("836e040000000080");
    assertThat(written(-(1L << 31) - 1)).isEqualTo("836e040101000080");
    assertThat(written(1_700_000_000_000L)).isEqualTo("836e06000068e5cf8b01");
    assertThat(written(BigInteger.TWO.pow(64))).isEqualTo("836e0900000000000000000001");
    assertThat(written(1.5)).isEqualTo("83463ff8000000000000");
    assertThat(written("é")).isEqualTo("836d00000002c3a9");
    assertThat(written(null)).isEqualTo("8377036e696c");
    assertThat(written(true)).isEqualTo("83770474727565");
    assertThat(written(List.of())).isEqualTo("836a");
    assertThat(written(List.of("a"))).isEqualTo("836c000000016d00000001616a");
    assertThat(written(Tuple.of(1, new Atom("x")))).isEqualTo("8368026101770178");
    assertThat(written(Map.of("a", 1))).isEqualTo("8374000000016d00000001616101");
  }

  @Test
  void everyFormOfATermIsRead() {
    assertThat(read("836e0900000000000000000001")).isEqualTo(BigInteger.TWO.pow(64));
    assertThat(read("836e0801ffffffffffffff7f")).isEqualTo(-Long.MAX_VALUE);
    assertThat(read("836f00000001010c")).isEqualTo(-12L);
    assertThat(read("8363" + "312e35303030303030303030303030303030303030306530300000000000" + "00"))
        .isEqualTo(1.5);
    assertThat(read("83640003666f6f")).isEqualTo(new Atom("foo"));
    assertThat(read("837303666f6f")).isEqualTo(new Atom("foo"));
    assertThat(read("8376000474727565")).isEqualTo(true);
    assertThat(read("836400036e696c")).isNull();
    assertThat(read("836b0003010203")).isEqualTo(List.of(1L, 2L, 3L));
    assertThat(read("836900000001" + "6101")).isEqualTo(Tuple.of(1L));
    assertThat(read("836d00000001ff")).isEqualTo(new byte[] {(byte) 0xff});
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", // nothing
        "82", // no term
        "83", // cut off
        "8361", // cut off
        "83610000", // more than one
        "83500000000a789c", // compressed
        "836d7fffffff", // a binary that is longer than the rest
        "836c7fffffff", // a list of more than there is
        "836dffffffff", // a negative size
        "8369ffffffff", // a negative arity
        "837400000001610a", // a map with a key alone
        "836c0000000161016102", // a list whose tail is a number
        "835800", // a process
        "837000000000", // a function
        "834d0000000101ff" // bits
      })
  void whatIsNoTermOfATokenIsRefused(String hex) {
    assertThatThrownBy(() -> read(hex)).isInstanceOf(MalformedTermException.class);
  }

  @Test
  void nestingIsBounded() {
    assertThatThrownBy(() -> read("83" + "6801".repeat(100_000) + "6101"))
        .isInstanceOf(MalformedTermException.class)
        .hasMessageContaining("nested");
  }

  @Test
  void randomBytesAreATermOrRefused() {
    Random random = new Random(7);
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = new byte[1 + random.nextInt(40)];
      random.nextBytes(bytes);
      bytes[0] = (byte) TermTag.VERSION;
      try {
        TermReader.read(bytes);
      } catch (MalformedTermException refused) {
        assertThat(refused).hasMessageStartingWith("term: ");
      }
    }
  }

  private static String written(@Nullable Object value) {
    return HexFormat.of().formatHex(TermWriter.write(value));
  }

  private static @Nullable Object read(String hex) {
    return TermReader.read(HexFormat.of().parseHex(hex));
  }
}
