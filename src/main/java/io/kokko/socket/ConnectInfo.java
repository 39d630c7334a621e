package io.kokko.socket;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Tells about the connection that a client wants to open a socket on.
 *
 * @param peerAddress the client's address, or its proxy's
 * @param uri the request's target as it came, for example {@code /socket/websocket?vsn=2.0.0}
 * @param headers the request's headers in their order
 */
public record ConnectInfo(InetSocketAddress peerAddress, String uri, List<Header> headers) {

  /**
   * One header of the request.
   *
   * @param name in lower case
   */
  public record Header(String name, String value) {}

  public ConnectInfo {
    headers = List.copyOf(headers);
  }

  /** Returns the first value of a header; the name's case does not matter. */
  public Optional<String> header(String name) {
    String lowerCase = name.toLowerCase(Locale.ROOT);
    return headers.stream()
        .filter(header -> header.name().equals(lowerCase))
        .map(Header::value)
        .findFirst();
  }
}
