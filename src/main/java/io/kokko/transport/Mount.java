package io.kokko.transport;

import io.kokko.socket.Connector;

/**
 * Serves a socket under a path of the server.
 *
 * @param path begins with a slash and ends without one; {@code /socket} serves WebSockets at {@code
 *     /socket/websocket}
 */
public record Mount(String path, Connector connector) {

  /** Checks the path. */
  public Mount {
    if (!path.startsWith("/") || path.endsWith("/")) {
      throw new IllegalArgumentException(
          "path: " + path + " (expected: a slash and a name, like /socket)");
    }
  }

  String webSocketPath() {
    return path + "/websocket";
  }
}
