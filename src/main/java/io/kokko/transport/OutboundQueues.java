package io.kokko.transport;

import java.net.InetSocketAddress;
import java.util.List;

/**
 * Tells what waited to be sent to the clients of a server's WebSockets, at about one moment.
 *
 * @param bytes all of it
 * @param longest who has the most to get, those first who have more; nobody who has nothing
 */
public record OutboundQueues(long bytes, List<Client> longest) {

  /** Waits for nothing. */
  public static final OutboundQueues EMPTY = new OutboundQueues(0, List.of());

  /**
   * One client.
   *
   * @param bytes what waits for it, or is being sent
   */
  public record Client(InetSocketAddress peer, long bytes) {}

  public OutboundQueues {
    longest = List.copyOf(longest);
  }
}
