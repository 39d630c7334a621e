package io.kokko.transport;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Locale;

/** Writes the answers that a client gets from us and not from Pekko HTTP. */
final class HandshakeResponse {

  static final String CACHE_CONTROL = "max-age=0, private, must-revalidate";

  /** RFC 6455, 1.3: proves that whoever accepts knows what a WebSocket is. */
  private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  /** Accepts an upgrade whose headers were checked. */
  static byte[] switchingProtocols(UpgradeRequest request) {
    return bytes(
        "101 Switching Protocols",
        "upgrade: websocket",
        "connection: Upgrade",
        "sec-websocket-accept: " + accept(request.values("sec-websocket-key").get(0)),
        "cache-control: " + CACHE_CONTROL);
  }

  /** Refuses a request, and says that the connection ends. */
  static byte[] refusal(int status) {
    return bytes(
        status + " " + reason(status),
        "content-length: 0",
        "connection: close",
        "cache-control: " + CACHE_CONTROL);
  }

  private static String reason(int status) {
    return switch (status) {
      case 400 -> "Bad Request";
      case 403 -> "Forbidden";
      case 408 -> "Request Timeout";
      case 431 -> "Request Header Fields Too Large";
      default -> "Internal Server Error";
    };
  }

  private static byte[] bytes(String status, String... headers) {
    String head = "HTTP/1.1 " + status + "\r\ndate: " + DATE.format(Instant.now()) + "\r\n";
    return (head + String.join("\r\n", headers) + "\r\n\r\n").getBytes(US_ASCII);
  }

  private static String accept(String key) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-1").digest((key + GUID).getBytes(US_ASCII));
      return Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every JDK has SHA-1", impossible);
    }
  }

  private HandshakeResponse() {}
}
