package io.kokko.transport;

import io.kokko.socket.ConnectInfo.Header;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Is the HTTP answer to a client that may not open a socket.
 *
 * @param status from 400 to 599
 * @param headers besides those that the server writes itself
 * @param body text, or empty
 */
public record Refusal(int status, List<Header> headers, String body) {

  private static final Pattern NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9a-z-]+");
  private static final Pattern VALUE = Pattern.compile("[ -~]*");
  private static final String CACHE_CONTROL = "cache-control";

  /** What would change where this answer ends, or what the connection becomes. */
  private static final Set<String> RESERVED =
      Set.of("connection", "content-length", "date", "transfer-encoding", "upgrade");

  /** Checks what is to be sent. */
  public Refusal {
    if (status < 400 || status > 599) {
      throw new IllegalArgumentException("status: " + status + " (expected: 400 to 599)");
    }
    headers = List.copyOf(headers);
    headers.forEach(Refusal::check);
  }

  private static void check(Header header) {
    if (!NAME.matcher(header.name()).matches()
        || !VALUE.matcher(header.value()).matches()
        || RESERVED.contains(header.name())) {
      throw new IllegalArgumentException(
          header + " (expected: printable ASCII, and not one of " + RESERVED + ")");
    }
  }

  /** Answers with a status, and with nothing else. */
  public static Refusal of(int status) {
    return new Refusal(status, List.of(), "");
  }

  /** Adds a header, for example {@code retry-after}. */
  public Refusal header(String name, String value) {
    List<Header> more = new ArrayList<>(headers);
    more.add(new Header(name.toLowerCase(Locale.ROOT), value));
    return new Refusal(status, more, body);
  }

  /** Sends text to the client. */
  public Refusal body(String text) {
    return new Refusal(status, headers, text);
  }

  /** Returns the headers with what Phoenix adds unless they say otherwise. */
  List<Header> allHeaders() {
    if (headers.stream().anyMatch(header -> header.name().equals(CACHE_CONTROL))) {
      return headers;
    }
    return header(CACHE_CONTROL, HandshakeResponse.CACHE_CONTROL).headers();
  }
}
