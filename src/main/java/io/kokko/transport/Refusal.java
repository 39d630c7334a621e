package io.kokko.transport;

import io.kokko.socket.ConnectInfo.Header;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Is the HTTP answer to a client that may not open a socket.
 *
 * @param status from 400 to 599
 * @param headers names in lower case; those that say where the body ends are added by the server
 * @param body empty, or text
 */
public record Refusal(int status, List<Header> headers, String body) {

  /** Phoenix's answer where nobody says otherwise. */
  static final Refusal FORBIDDEN = of(403);

  public Refusal {
    if (status < 400 || status > 599) {
      throw new IllegalArgumentException("status: " + status + " (expected: 400 to 599)");
    }
    headers = List.copyOf(headers);
  }

  /** Answers with a status, and with nothing else. */
  public static Refusal of(int status) {
    return new Refusal(status, List.of(), "");
  }

  /** Adds a header, for example {@code retry-after}. */
  public Refusal header(String name, String value) {
    if ((name + value).chars().anyMatch(c -> c < ' ' || c > '~') || name.isBlank()) {
      throw new IllegalArgumentException(
          "header: " + name + ": " + value + " (expected: a name and printable ASCII)");
    }
    List<Header> more = new ArrayList<>(headers);
    more.add(new Header(name.toLowerCase(Locale.ROOT), value));
    return new Refusal(status, more, body);
  }

  /** Sends text to the client. */
  public Refusal body(String text) {
    return new Refusal(status, headers, text);
  }
}
