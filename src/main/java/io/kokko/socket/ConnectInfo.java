package io.kokko.socket;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Tells about the connection that a client wants to open a socket on; Phoenix's {@code
 * connect_info}, without having to ask for its parts.
 *
 * @param peerAddress the client's address, or its proxy's
 * @param uri the request's target as it came, for example {@code /socket/websocket?vsn=2.0.0}
 * @param headers the request's headers in their order, without the one that the token was in
 * @param authToken what the client sent as its token, if the socket's options let it
 * @param transport {@code websocket} or {@code longpoll}
 */
public record ConnectInfo(
    InetSocketAddress peerAddress,
    String uri,
    List<Header> headers,
    Optional<String> authToken,
    String transport) {

  /**
   * One header of the request.
   *
   * @param name in lower case
   */
  public record Header(String name, String value) {}

  /** The headers of W3C Trace Context. */
  private static final Set<String> TRACE_CONTEXT = Set.of("traceparent", "tracestate");

  public ConnectInfo {
    headers = List.copyOf(headers);
  }

  /** Tells about a WebSocket without a token. */
  public ConnectInfo(InetSocketAddress peerAddress, String uri, List<Header> headers) {
    this(peerAddress, uri, headers, Optional.empty(), "websocket");
  }

  /** Returns the part of the target before the query. */
  public String path() {
    int question = uri.indexOf('?');
    return question < 0 ? uri : uri.substring(0, question);
  }

  /** Returns the first value of a header; the name's case does not matter. */
  public Optional<String> header(String name) {
    String lowerCase = name.toLowerCase(Locale.ROOT);
    return headers.stream()
        .filter(header -> header.name().equals(lowerCase))
        .map(Header::value)
        .findFirst();
  }

  /** Returns the host that the client asked for, with the port unless it is the usual one. */
  public Optional<String> host() {
    return header("host");
  }

  /** Returns what the client says it is. */
  public Optional<String> userAgent() {
    return header("user-agent");
  }

  /** Returns the headers {@code traceparent} and {@code tracestate}. */
  public List<Header> traceContextHeaders() {
    return headersWhere(TRACE_CONTEXT::contains);
  }

  /** Returns the headers whose names start with {@code x-}, most often set by proxies. */
  public List<Header> xHeaders() {
    return headersWhere(name -> name.startsWith("x-"));
  }

  /** Returns the headers of the WebSocket upgrade. */
  public List<Header> secWebSocketHeaders() {
    return headersWhere(name -> name.startsWith("sec-websocket-"));
  }

  private List<Header> headersWhere(Predicate<String> matches) {
    return headers.stream().filter(header -> matches.test(header.name())).toList();
  }
}
