package io.kokko.message;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;

/** Holds the one Jackson mapper that reads and writes payloads. */
public final class Json {

  /** How deep arrays and objects may lie within each other, those of the protocol included. */
  public static final int MAX_NESTING_DEPTH = 1000;

  /** How many digits a number may have; to read one costs the square of it. */
  public static final int MAX_NUMBER_LENGTH = 1000;

  /**
   * Reads and writes as Phoenix's Jason does where Jackson has the choice: nothing after the value,
   * unknown keys ignored, the last of two equal keys wins, decimals keep their digits.
   */
  public static final ObjectMapper MAPPER =
      JsonMapper.builder(factory())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  private Json() {}

  /** Frames are bounded already, so a long string or key is no way to use more memory. */
  private static JsonFactory factory() {
    JsonFactoryBuilder settings = new JsonFactoryBuilder();
    // A text frame is UTF-8, whatever its first bytes look like.
    settings.disable(JsonFactory.Feature.CHARSET_DETECTION);
    // The keys that clients send are no constants of the JVM.
    settings.disable(JsonFactory.Feature.INTERN_FIELD_NAMES);
    settings.streamReadConstraints(
        StreamReadConstraints.builder()
            .maxStringLength(Integer.MAX_VALUE)
            .maxNameLength(Integer.MAX_VALUE)
            .maxNestingDepth(MAX_NESTING_DEPTH)
            .maxNumberLength(MAX_NUMBER_LENGTH)
            .build());
    return new BoundedNames(settings);
  }
}
