package io.kokko.bench;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Asks for a WebSocket, and judges the answer.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6455#section-4.1">RFC 6455, 4.1</a>
 */
final class Upgrade {

  /** The RFC's own example: a generator has no secrets. */
  private static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";

  private static final String ACCEPT = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";

  private static final String DEFAULT_PATH = "/socket/websocket";

  static byte[] request(URI url) {
    String path = url.getRawPath().length() <= 1 ? DEFAULT_PATH : url.getRawPath();
    String query = url.getRawQuery() == null ? "" : url.getRawQuery();
    if (!query.contains("vsn=")) {
      query += (query.isEmpty() ? "" : "&") + "vsn=2.0.0";
    }
    return Ascii.bytes(
        "GET "
            + path
            + "?"
            + query
            + " HTTP/1.1\r\nHost: "
            + url.getRawAuthority()
            + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: "
            + KEY
            + "\r\nSec-WebSocket-Version: 13\r\n\r\n");
  }

  /** Returns where the answer's head ends in the bytes, or -1 if it has not all come. */
  static int end(byte[] bytes, int from, int to) {
    for (int i = from + 3; i < to; i++) {
      if (bytes[i] == '\n' && bytes[i - 1] == '\r' && bytes[i - 2] == '\n') {
        return i + 1;
      }
    }
    return -1;
  }

  /** Returns what is wrong with an answer's head, or an empty text. */
  static String fault(byte[] bytes, int from, int to) {
    String head = new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
    String status = head.lines().findFirst().orElse("");
    if (!status.startsWith("HTTP/1.1 101")) {
      return "upgrade answered with: " + status;
    }
    boolean accepted =
        head.lines()
            .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("sec-websocket-accept:"))
            .anyMatch(line -> line.endsWith(ACCEPT));
    return accepted ? "" : "upgrade answered without the right Sec-WebSocket-Accept";
  }

  private Upgrade() {}
}
