package io.kokko.presence;

import io.kokko.presence.NodeMessage.Want;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Knows the replicas of the other nodes: whose members show, and what is missing of them.
 *
 * <p>A replica shows while its node is connected and it is heard. One that is not is hidden: its
 * members leave, but what is known of them is kept for a while, so that one that comes back costs
 * only what it did meanwhile. Nothing at all is kept of one that said goodbye, was replaced by a
 * later one of its node, or stayed away too long. Not for several threads; times are nanoseconds.
 */
final class Replicas {

  /** Hears what becomes of replicas, besides of their members. */
  interface Listener extends Changes {

    void shown(Replica replica);

    void hidden(Replica replica);
  }

  /** One other replica. */
  private static final class Peer {
    final Replica replica;
    final RemoteState state = new RemoteState();
    boolean shows;
    long heardAt;
    long clock;
    long askedAt;
    boolean asked;

    Peer(Replica replica) {
      this.replica = replica;
    }
  }

  private static final Changes UNSEEN =
      new Changes() {
        @Override
        public void joined(Entry entry) {}

        @Override
        public void left(Entry entry) {}
      };

  private final Replica self;
  private final long downAfter;
  private final long keepDown;
  private final long patience;
  private final Predicate<String> isConnected;
  private final Listener listener;
  private final Map<String, Peer> peers = new HashMap<>();

  /**
   * Starts with nobody.
   *
   * @param downAfter hides a replica that was not heard for so long
   * @param keepDown forgets one that was not heard for so long
   * @param patience how long something asked for may take before it is asked for again
   * @param isConnected tells whether a node of that name is connected
   */
  Replicas(
      Replica self,
      Duration downAfter,
      Duration keepDown,
      Duration patience,
      Predicate<String> isConnected,
      Listener listener) {
    this.self = self;
    this.downAfter = downAfter.toNanos();
    this.keepDown = keepDown.toNanos();
    this.patience = patience.toNanos();
    this.isConnected = isConnected;
    this.listener = listener;
  }

  /** Takes a sign of life; returns whether it was the first of that replica. */
  boolean onHeartbeat(Replica replica, long clock, long now) {
    boolean isNew = !isKnown(replica);
    Peer peer = heard(replica, now);
    if (peer != null) {
      peer.clock = Math.max(peer.clock, clock);
    }
    return isNew && peer != null;
  }

  void onDelta(Delta delta, long now) {
    Peer peer = heard(delta.replica(), now);
    if (peer != null) {
      peer.clock = Math.max(peer.clock, delta.upTo());
      peer.askedAt = now;
      peer.state.merge(delta, peer.shows ? listener : UNSEEN);
    }
  }

  void onBye(Replica replica) {
    if (isKnown(replica)) {
      forget(replica.node());
    }
  }

  /** Hides who is gone, shows who is back, and forgets who stays away. */
  void watch(long now) {
    for (Peer peer : List.copyOf(peers.values())) {
      long silence = now - peer.heardAt;
      if (silence > keepDown) {
        forget(peer.replica.node());
      } else {
        show(peer, silence < downAfter && isConnected.test(peer.replica.node()));
      }
    }
  }

  /** Lists what has to be asked of others, and counts it as asked. */
  List<Want> missing(long now) {
    List<Want> wants = new ArrayList<>();
    for (Peer peer : peers.values()) {
      long seen = peer.state.contiguous();
      if (seen >= peer.clock) {
        peer.asked = false;
      } else if (peer.shows && (!peer.asked || now - peer.askedAt > patience)) {
        peer.asked = true;
        peer.askedAt = now;
        wants.add(new Want(self.node(), peer.replica, seen));
      }
    }
    return wants;
  }

  int count() {
    return peers.size();
  }

  /** Counts the members of all replicas, hidden ones included. */
  int memberCount() {
    return peers.values().stream().mapToInt(peer -> peer.state.entries().size()).sum();
  }

  private boolean isKnown(Replica replica) {
    Peer peer = peers.get(replica.node());
    return peer != null && peer.replica.equals(replica);
  }

  /** Returns null for what an earlier life of a node has said, which the network brought late. */
  private @Nullable Peer heard(Replica replica, long now) {
    if (replica.node().equals(self.node())) {
      return null;
    }
    Peer peer = peers.get(replica.node());
    if (peer != null && !peer.replica.equals(replica)) {
      // A clock that was set back must not keep a node out for ever.
      boolean isCurrent = now - peer.heardAt < downAfter;
      if (!replica.replaces(peer.replica) && isCurrent) {
        return null;
      }
      forget(replica.node());
      peer = null;
    }
    if (peer == null) {
      peer = new Peer(replica);
      peers.put(replica.node(), peer);
    }
    peer.heardAt = now;
    show(peer, isConnected.test(replica.node()));
    return peer;
  }

  private void forget(String node) {
    Peer peer = peers.remove(node);
    if (peer != null) {
      show(peer, false);
    }
  }

  private void show(Peer peer, boolean shows) {
    if (peer.shows == shows) {
      return;
    }
    peer.shows = shows;
    if (shows) {
      listener.shown(peer.replica);
      peer.state.entries().forEach(listener::joined);
    } else {
      listener.hidden(peer.replica);
      peer.state.entries().forEach(listener::left);
    }
  }
}
