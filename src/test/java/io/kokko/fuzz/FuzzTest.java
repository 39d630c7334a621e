package io.kokko.fuzz;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;

import io.kokko.message.PayloadFuzzer;
import io.kokko.serializer.SerializerFuzzer;
import io.kokko.transport.FrameParserFuzzer;
import io.kokko.transport.HandshakeParserFuzzer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Runs each fuzzer on its corpus and on a bounded number of variations of it; {@code scripts/fuzz}
 * runs one for as long as one wants, and lets coverage lead it.
 */
class FuzzTest {

  private static final Path CORPUS =
      Path.of(System.getProperty("kokko.project", "."), "src/test/resources/fuzz");

  private static final int VARIATIONS = 20_000;
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  /** The fuzzers by the name of their corpus. */
  private static final Map<String, Consumer<byte[]>> FUZZERS =
      Map.of(
          "FrameParser", FrameParserFuzzer::fuzzerTestOneInput,
          "HandshakeParser", HandshakeParserFuzzer::fuzzerTestOneInput,
          "Serializer", SerializerFuzzer::fuzzerTestOneInput,
          "Payload", PayloadFuzzer::fuzzerTestOneInput);

  static Stream<String> names() {
    return FUZZERS.keySet().stream().sorted();
  }

  @ParameterizedTest
  @MethodSource("names")
  void everyInputOfTheCorpusIsWithstood(String name) {
    Corpus.in(CORPUS.resolve(name)).inputs().forEach(input -> run(name, input));
  }

  @ParameterizedTest
  @MethodSource("names")
  void everyVariationOfTheCorpusIsWithstood(String name) {
    Corpus corpus = Corpus.in(CORPUS.resolve(name));
    Random random = new Random(VARIATIONS);
    long end = System.nanoTime() + PATIENCE.toNanos();
    for (int i = 0; i < VARIATIONS && System.nanoTime() < end; i++) {
      run(name, corpus.variation(random));
    }
  }

  private static void run(String name, byte[] input) {
    assertDoesNotThrow(
        () -> requireNonNull(FUZZERS.get(name)).accept(input),
        () -> name + " on " + Base64.getEncoder().encodeToString(input));
  }
}
