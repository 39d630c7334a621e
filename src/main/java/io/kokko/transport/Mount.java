package io.kokko.transport;

import io.kokko.socket.Connector;

/**
 * Serves a socket under a path of the server.
 *
 * @param path begins with a slash and ends without one; {@code /socket} serves WebSockets at {@code
 *     /socket/websocket}
 * @param checkOrigin decides which pages may connect
 */
public record Mount(String path, Connector connector, CheckOrigin checkOrigin) {

  /** Checks the path. */
  public Mount {
    if (!path.startsWith("/") || path.endsWith("/")) {
      throw new IllegalArgumentException(
          "path: " + path + " (expected: a slash and a name, like /socket)");
    }
  }

  /** Serves pages that come from the very address that they connect to. */
  public Mount(String path, Connector connector) {
    this(path, connector, CheckOrigin.connection());
  }

  String webSocketPath() {
    return path + "/websocket";
  }
}
