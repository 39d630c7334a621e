package io.kokko.transport;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.kokko.socket.ConnectInfo.Header;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import org.apache.pekko.http.javadsl.model.StatusCode;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.jspecify.annotations.Nullable;

/** Writes the answers that a client gets from us and not from Pekko HTTP. */
final class HandshakeResponse {

  static final String CACHE_CONTROL = "max-age=0, private, must-revalidate";

  /** RFC 6455, 1.3: proves that whoever accepts knows what a WebSocket is. */
  private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private record Written(long second, String date) {}

  private static volatile Written lastDate = new Written(-1, "");

  /** Accepts an upgrade whose headers were checked. */
  static byte[] switchingProtocols(UpgradeRequest request, @Nullable String subprotocol) {
    String head =
        head("101 Switching Protocols")
            + "upgrade: websocket\r\nconnection: Upgrade\r\nsec-websocket-accept: "
            + accept(request.values("sec-websocket-key").get(0))
            + (subprotocol == null ? "" : "\r\n" + Subprotocols.HEADER + ": " + subprotocol)
            + "\r\ncache-control: "
            + CACHE_CONTROL;
    return (head + "\r\n\r\n").getBytes(ISO_8859_1);
  }

  /** Refuses a request. */
  static byte[] refusal(Refusal refusal) {
    return refusal(refusal, "");
  }

  /** Refuses a request, and says that the connection ends. */
  static byte[] lastRefusal(Refusal refusal) {
    return refusal(refusal, "connection: close\r\n");
  }

  /** Refuses a request, and says that the connection ends. */
  static byte[] lastRefusal(int status) {
    return lastRefusal(Refusal.of(status));
  }

  private static byte[] refusal(Refusal refusal, String more) {
    byte[] body = refusal.body().getBytes(UTF_8);
    StringBuilder head = new StringBuilder(head(refusal.status() + " " + reason(refusal.status())));
    head.append("content-length: ").append(body.length).append("\r\n").append(more);
    for (Header header : refusal.allHeaders()) {
      head.append(header.name()).append(": ").append(header.value()).append("\r\n");
    }
    byte[] bytes = head.append("\r\n").toString().getBytes(ISO_8859_1);
    byte[] both = Arrays.copyOf(bytes, bytes.length + body.length);
    System.arraycopy(body, 0, both, bytes.length, body.length);
    return both;
  }

  private static String reason(int status) {
    return StatusCodes.lookup(status).map(StatusCode::reason).orElse("");
  }

  private static String head(String status) {
    return "HTTP/1.1 " + status + "\r\ndate: " + date(System.currentTimeMillis() / 1000) + "\r\n";
  }

  /** Writes the time; that of a second once, since many may connect in one. */
  private static String date(long second) {
    Written last = lastDate;
    if (last.second() != second) {
      last = new Written(second, DATE.format(Instant.ofEpochSecond(second)));
      lastDate = last;
    }
    return last.date();
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
