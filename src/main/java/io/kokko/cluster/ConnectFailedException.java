package io.kokko.cluster;

import io.kokko.message.ChannelsException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.AddressFromURIString;
import org.jspecify.annotations.Nullable;

/** Tells why a node could not be connected, and what to do. */
public final class ConnectFailedException extends ChannelsException {

  private final boolean nobodyThere;
  private final boolean linkBroken;
  private final transient @Nullable Apart apart;

  private ConnectFailedException(
      String message, boolean nobodyThere, boolean linkBroken, @Nullable Apart apart) {
    super(message);
    this.nobodyThere = nobodyThere;
    this.linkBroken = linkBroken;
    this.apart = apart;
  }

  /** Tells whether there is no such node at all, as far as can be seen. */
  boolean isNobodyThere() {
    return nobodyThere;
  }

  /** Tells whether the node is there, and others of its cluster cannot be reached. */
  boolean isLinkBroken() {
    return linkBroken;
  }

  /** Returns the two clusters, if that is why. */
  Optional<Apart> apart() {
    return Optional.ofNullable(apart);
  }

  static ConnectFailedException unknownName(NodeLocation node) {
    return nobodyThere(
        node,
        "no node of this host has that name (start it, or, for a node of another host, say its"
            + " cluster port: "
            + node
            + ":PORT)");
  }

  static ConnectFailedException nobodyListens(NodeLocation node, int port) {
    return nobodyThere(
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

  static ConnectFailedException separateClusters(NodeLocation node, Apart apart) {
    return new ConnectFailedException(
        message(
            node,
            "both nodes are in a cluster already, and two clusters cannot merge (restart one of"
                + " the nodes, and connect it before it connects to any other)"),
        false,
        false,
        apart);
  }

  static ConnectFailedException membersNotReached(NodeLocation node, Set<String> silent) {
    return new ConnectFailedException(
        message(
            node,
            "the two are not in one cluster yet, and the one that would join does not reach "
                + silent.stream()
                    .map(address -> AddressFromURIString.parse(address).hostPort())
                    .sorted()
                    .collect(Collectors.joining(", "))
                + ", of the other's cluster (mend the network between them, or end that node)"),
        false,
        true,
        null);
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

  private static ConnectFailedException nobodyThere(NodeLocation node, String reason) {
    return new ConnectFailedException(message(node, reason), true, false, null);
  }

  private static ConnectFailedException failed(NodeLocation node, String reason) {
    return new ConnectFailedException(message(node, reason), false, false, null);
  }

  private static String message(NodeLocation node, String reason) {
    return "connect to " + node + ": " + reason;
  }
}
