package io.kokko.socket;

import java.util.Map;

/**
 * Decides for a transport whether a client may open a socket, and makes the socket's actor.
 *
 * <p>Any thread may call it.
 */
@FunctionalInterface
public interface Connector {

  /**
   * Runs the user's {@code connect}.
   *
   * @param params the query parameters of the request, the last one of each name
   * @throws ConnectCrashedException if that throws
   */
  Connection connect(Map<String, String> params, ConnectInfo info);
}
