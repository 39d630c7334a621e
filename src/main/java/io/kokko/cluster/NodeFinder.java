package io.kokko.cluster;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import org.apache.pekko.actor.Address;

/**
 * Finds the address of a node by its name, and makes sure that something listens there, since Pekko
 * would go on trying for long before it tells.
 *
 * <p>Any thread may call it; it blocks.
 */
final class NodeFinder {

  private final String systemName;
  private final NodeDirectory directory;
  private final Duration timeout;

  NodeFinder(String systemName, NodeDirectory directory, Duration timeout) {
    this.systemName = systemName;
    this.directory = directory;
    this.timeout = timeout;
  }

  Address find(NodeLocation node) {
    int port = node.port().orElseGet(() -> registeredPort(node));
    requireListener(node, port);
    return new Address("pekko", systemName, node.name().host(), port);
  }

  private int registeredPort(NodeLocation node) {
    return directory.port(node.name()).orElseThrow(() -> ConnectFailedException.unknownName(node));
  }

  private void requireListener(NodeLocation node, int port) {
    try (Socket socket = new Socket()) {
      socket.connect(
          new InetSocketAddress(node.name().host(), port), Math.toIntExact(timeout.toMillis()));
    } catch (IOException e) {
      throw ConnectFailedException.nobodyListens(node, port);
    }
  }
}
