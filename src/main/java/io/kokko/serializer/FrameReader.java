package io.kokko.serializer;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import io.kokko.message.Json;
import io.kokko.message.JsonPayload;
import io.kokko.message.Payload;
import io.kokko.message.Ref;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Reads the values of one text frame; the payload is checked and cut out, not bound. */
final class FrameReader implements AutoCloseable {

  /**
   * Reads a value in the middle of a frame, where more tokens follow. As in Phoenix a reference is
   * compared by its value: 1.0 is 1.00, but not 1.
   */
  private static final ObjectReader REF =
      Json.MAPPER
          .readerFor(JsonNode.class)
          .without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .without(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

  /** Writes equal values equally. */
  private static final ObjectWriter CANONICAL =
      Json.MAPPER.writer().with(JsonNodeFeature.WRITE_PROPERTIES_SORTED);

  private final byte[] source;
  private final JsonParser parser;

  FrameReader(Frame frame) throws IOException {
    source = frame.bytes();
    parser = Json.MAPPER.getFactory().createParser(source);
    Surrogates.requirePairs(source);
  }

  JsonParser parser() {
    return parser;
  }

  /** Expects a token, for example the bracket that opens the frame. */
  void expect(JsonToken token) throws IOException {
    JsonToken came = parser.nextToken();
    if (came != token) {
      throw new JsonParseException(parser, came + " (expected: " + token + ")");
    }
  }

  /** Moves to the next value of an array, which must be there. */
  void nextElement(String name) throws IOException {
    if (parser.nextToken() == JsonToken.END_ARRAY) {
      throw new JsonParseException(
          parser, "no " + name + " (expected: [join_ref, ref, topic, event, payload])");
    }
  }

  /** Reads the value that the parser is at as a reference. */
  @Nullable Ref ref() throws IOException {
    return switch (parser.currentToken()) {
      case VALUE_NULL -> null;
      case VALUE_STRING -> Ref.of(parser.getText());
      default -> new Ref(CANONICAL.writeValueAsString(tree()));
    };
  }

  private JsonNode tree() throws IOException {
    try {
      JsonNode tree = REF.readTree(parser);
      if (!isFinite(tree)) {
        throw new JsonParseException(parser, "a number that is out of range");
      }
      return tree;
    } catch (NumberFormatException e) {
      // How Jackson refuses an exponent beyond all bounds, unlike everything else it refuses.
      throw new JsonParseException(parser, "a number that is out of range", e);
    }
  }

  private static boolean isFinite(JsonNode tree) {
    if (tree.isFloatingPointNumber()) {
      return Double.isFinite(tree.doubleValue());
    }
    for (JsonNode child : tree) {
      if (!isFinite(child)) {
        return false;
      }
    }
    return true;
  }

  /** Returns the string that the parser is at, or null if the value is no string. */
  @Nullable String text() throws IOException {
    return parser.currentToken() == JsonToken.VALUE_STRING ? parser.getText() : null;
  }

  /** Reads the value that the parser is at as a payload. */
  Payload payload() throws IOException {
    int from = (int) parser.currentTokenLocation().getByteOffset();
    skip();
    return JsonPayload.copyOf(source, from, (int) parser.currentLocation().getByteOffset());
  }

  /** Passes the value that the parser is at, all of it. */
  void skip() throws IOException {
    parser.skipChildren();
    if (parser.currentToken() == JsonToken.VALUE_STRING) {
      parser.finishToken();
    }
  }

  /** Expects that nothing but white space follows. */
  void end() throws IOException {
    if (parser.nextToken() != null) {
      throw new JsonParseException(parser, "more than one JSON value");
    }
  }

  @Override
  public void close() throws IOException {
    parser.close();
  }
}
