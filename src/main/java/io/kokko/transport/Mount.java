package io.kokko.transport;

import io.kokko.socket.Connector;
import java.util.Map;
import java.util.Optional;

/** Serves a socket under a path of the server. */
public final class Mount {

  private final String path;
  private final Connector connector;
  private final CheckOrigin checkOrigin;
  private final SocketOptions options;
  private final PathPattern webSocketPath;
  private final PathPattern longPollPath;

  /** Serves pages that come from the very address that they connect to. */
  public Mount(String path, Connector connector) {
    this(path, connector, CheckOrigin.connection(), SocketOptions.defaults());
  }

  /**
   * Serves a socket as the options say.
   *
   * @param path begins with a slash and ends without one; {@code /socket} serves WebSockets at
   *     {@code /socket/websocket}; a segment may be a parameter, {@code /rooms/:room}
   * @param checkOrigin decides which pages may connect, if the options do not
   */
  public Mount(String path, Connector connector, CheckOrigin checkOrigin, SocketOptions options) {
    if (!path.startsWith("/") || path.endsWith("/")) {
      throw new IllegalArgumentException(
          "socket path: " + path + " (expected: a slash and a name, like /socket)");
    }
    this.path = path;
    this.connector = connector;
    this.checkOrigin = options.checkOrigin().orElse(checkOrigin);
    this.options = options;
    webSocketPath = PathPattern.parse(path + "/" + options.webSocketPath());
    longPollPath = PathPattern.parse(path + "/" + options.longPollPath());
  }

  /** Returns the path as it was mounted. */
  public String path() {
    return path;
  }

  Connector connector() {
    return connector;
  }

  CheckOrigin checkOrigin() {
    return checkOrigin;
  }

  SocketOptions options() {
    return options;
  }

  /** Tells whether a path may still be that of our WebSockets whose first characters these are. */
  boolean mayBeWebSocketPath(String begun) {
    return options.webSocket() && webSocketPath.mayMatch(begun);
  }

  /** Returns the parameters in a path, or empty if it is not that of our WebSockets. */
  Optional<Map<String, String>> webSocketParams(String requestPath) {
    return options.webSocket() ? webSocketPath.match(requestPath) : Optional.empty();
  }

  /** Returns the parameters in a path, or empty if it is not that of our long-polls. */
  Optional<Map<String, String>> longPollParams(String requestPath) {
    return options.longPoll() ? longPollPath.match(requestPath) : Optional.empty();
  }
}
