package io.kokko.cluster;

import io.kokko.cluster.NodeAnswer.Busy;
import io.kokko.cluster.NodeAnswer.Granted;
import io.kokko.cluster.NodeRequest.Release;
import io.kokko.cluster.NodeRequest.Reserve;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * Keeps the two nodes of a connect free of other connects.
 *
 * <p>The node with the smaller address is reserved first, whoever asks, so that no two connects
 * wait for each other. Owned by one {@link ConnectActor}.
 */
final class Reservation {

  private final String lease = UUID.randomUUID().toString();
  private final String lower;
  private final String higher;
  private final Peers peers;
  private final SortedMap<String, NodeView> granted = new TreeMap<>();

  Reservation(String one, String two, Peers peers) {
    boolean ordered = one.compareTo(two) < 0;
    this.lower = ordered ? one : two;
    this.higher = ordered ? two : one;
    this.peers = peers;
  }

  String lease() {
    return lease;
  }

  /** Asks for the node that is next. */
  void reserve(ActorRef<NodeAnswer> replyTo) {
    ask(granted.isEmpty() ? lower : higher, replyTo);
  }

  boolean concerns(Granted answer) {
    return lease.equals(answer.lease());
  }

  boolean concerns(Busy answer) {
    return lease.equals(answer.lease());
  }

  boolean concerns(ConnectActor.AskedAround answer) {
    return lease.equals(answer.lease());
  }

  void add(NodeView view) {
    granted.put(view.address(), view);
  }

  boolean isComplete() {
    return granted.size() == 2;
  }

  NodeView view(String address) {
    return Objects.requireNonNull(granted.get(address), address);
  }

  /** Asks for what is granted once more, before it ends by itself. */
  void renew(ActorRef<NodeAnswer> replyTo) {
    granted.keySet().forEach(address -> ask(address, replyTo));
  }

  /** Gives both nodes free, also one whose answer is still on its way. */
  void release() {
    peers.node(higher).tell(new Release(lease));
    peers.node(lower).tell(new Release(lease));
  }

  private void ask(String address, ActorRef<NodeAnswer> replyTo) {
    String partner = address.equals(lower) ? higher : lower;
    peers.node(address).tell(new Reserve(lease, partner, replyTo));
  }
}
