package io.kokko.transport;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Decodes the query of a request: the last of equal names wins, and {@code +} is a space. */
final class QueryParams {

  /** Returns the parameters, or empty if an escape is malformed or does not give UTF-8. */
  static Optional<Map<String, String>> parse(String query) {
    Map<String, String> params = new LinkedHashMap<>();
    try {
      for (String pair : query.split("&", -1)) {
        if (!pair.isEmpty()) {
          int equals = pair.indexOf('=');
          String name = equals < 0 ? pair : pair.substring(0, equals);
          params.put(decode(name), equals < 0 ? "" : decode(pair.substring(equals + 1)));
        }
      }
      return Optional.of(params);
    } catch (CharacterCodingException | NumberFormatException undecodable) {
      return Optional.empty();
    }
  }

  private static String decode(String encoded) throws CharacterCodingException {
    if (encoded.indexOf('%') < 0) {
      return encoded.replace('+', ' ');
    }
    ByteBuffer bytes = ByteBuffer.allocate(encoded.length());
    for (int i = 0; i < encoded.length(); i++) {
      char c = encoded.charAt(i);
      if (c == '%') {
        bytes.put(octet(encoded, i));
        i += 2;
      } else {
        bytes.put((byte) (c == '+' ? ' ' : c));
      }
    }
    return StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString();
  }

  private static byte octet(String encoded, int percent) {
    if (percent + 2 >= encoded.length()) {
      throw new NumberFormatException("escape is cut off");
    }
    int high = Character.digit(encoded.charAt(percent + 1), 16);
    int low = Character.digit(encoded.charAt(percent + 2), 16);
    if (high < 0 || low < 0) {
      throw new NumberFormatException("escape is not hexadecimal");
    }
    return (byte) (high << 4 | low);
  }

  private QueryParams() {}
}
