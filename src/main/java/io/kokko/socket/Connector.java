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
   * Runs the user's {@code connect}, and does not wait for one that is asynchronous or blocks.
   *
   * @param params the query and path parameters of the request, the last one of each name
   * @throws ConnectCrashedException if that throws at once
   */
  Connection connect(Map<String, String> params, ConnectInfo info);
}
