package io.kokko.cluster;

import io.kokko.message.ChannelsException;
import java.time.Duration;
import org.apache.pekko.actor.Address;

/** Tells why a node could not be connected, and what to do. */
public final class ConnectFailedException extends ChannelsException {

  private ConnectFailedException(String message) {
    super(message);
  }

  static ConnectFailedException unknownName(NodeLocation node) {
    return failed(
        node,
        "no node of this host has that name (start it, or, for a node of another host, say its"
            + " cluster port: "
            + node
            + ":PORT)");
  }

  static ConnectFailedException nobodyListens(NodeLocation node, int port) {
    return failed(
        node,
        "nothing listens at "
            + node.name().host()
            + ":"
            + port
            + " (start the node, or check its cluster port)");
  }

  static ConnectFailedException nobodyAnswers(NodeLocation node, Address address) {
    return failed(
        node,
        "something listens at "
            + address.hostPort()
            + " but does not answer (is it a Kokko node, and is its ActorSystem called \""
            + address.system()
            + "\" as this one?)");
  }

  static ConnectFailedException fellSilent(NodeLocation node, Duration timeout) {
    return failed(
        node, "it has not answered for " + timeout.toMillis() + " ms (has it been ended?)");
  }

  static ConnectFailedException otherName(NodeLocation node, Address address, String found) {
    return failed(node, "the node at " + address.hostPort() + " is " + found);
  }

  static ConnectFailedException separateClusters(NodeLocation node) {
    return failed(
        node,
        "both nodes are in a cluster already, and two clusters cannot merge (restart one of the"
            + " nodes, and connect it before it connects to any other)");
  }

  static ConnectFailedException tooLate(NodeLocation node, Duration timeout, String waitingFor) {
    return failed(
        node,
        "gave up after "
            + timeout.toMillis()
            + " ms while "
            + waitingFor
            + " (try again, or raise kokko.cluster.connect-timeout)");
  }

  static ConnectFailedException stopped(NodeLocation node) {
    return failed(node, "this node is stopping");
  }

  private static ConnectFailedException failed(NodeLocation node, String reason) {
    return new ConnectFailedException("connect to " + node + ": " + reason);
  }
}
