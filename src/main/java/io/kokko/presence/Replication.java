package io.kokko.presence;

import io.kokko.channel.Subscriber;
import io.kokko.message.ChannelsException;
import io.kokko.message.Message;
import io.kokko.presence.NodeMessage.Bye;
import io.kokko.presence.NodeMessage.Heartbeat;
import io.kokko.presence.NodeMessage.Told;
import io.kokko.presence.NodeMessage.Want;
import io.kokko.pubsub.PubSub;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the other nodes about the members of this one.
 *
 * <p>What happens goes to all at once, a window's worth in a delta. A heartbeat tells how far the
 * clock is, so that who has lost something asks for it, and gets it piece by piece, at the pace of
 * {@link #sendPieces}. What the bus refuses is lost in the same sense. Owned by one tracker.
 */
final class Replication {

  /** What is on its way to one node; the piece is what the bus did not take. */
  private static final class Transfer {
    final LocalState.Pieces pieces;
    @Nullable Delta next;

    Transfer(LocalState.Pieces pieces) {
      this.pieces = pieces;
      this.next = pieces.next();
    }
  }

  private static final int PIECES_A_BEAT = 4;
  private static final Logger LOG = LoggerFactory.getLogger(Replication.class);

  private final PubSub<Subscriber, Message.Broadcast> pubsub;
  private final Subscriber self;
  private final String topic;
  private final LocalState local;
  private final int deltaBytes;
  private final Map<String, Transfer> transfers = new HashMap<>();
  private long sent;

  Replication(
      PubSub<Subscriber, Message.Broadcast> pubsub,
      Subscriber self,
      String topic,
      LocalState local,
      int deltaBytes) {
    this.pubsub = pubsub;
    this.self = self;
    this.topic = topic;
    this.local = local;
    this.deltaBytes = deltaBytes;
  }

  /** Tells whether something happened that was not sent. */
  boolean hasNews() {
    return local.clock() > sent;
  }

  /** Tells all nodes what has happened since the last time. */
  void sendNews(boolean hasOthers) {
    if (hasOthers) {
      LocalState.Pieces pieces = local.since(sent, deltaBytes);
      for (Delta delta = pieces.next(); delta != null; delta = pieces.next()) {
        broadcast(new Told(delta));
      }
    }
    sent = local.clock();
  }

  void sendHeartbeat() {
    broadcast(new Heartbeat(local.replica(), local.clock()));
  }

  void sendBye() {
    broadcast(new Bye(local.replica()));
  }

  /** Answers somebody new at once, who then need not wait for the next heartbeat. */
  void greet(Replica replica) {
    send(replica.node(), new Heartbeat(local.replica(), local.clock()));
  }

  void ask(Want want) {
    send(want.replica().node(), want);
  }

  /** Begins to send a node what it misses, unless that is under way. */
  void answer(Want want) {
    if (want.replica().equals(local.replica())) {
      transfers.computeIfAbsent(
          want.from(), node -> new Transfer(local.since(want.seen(), deltaBytes)));
    }
  }

  boolean isSending() {
    return !transfers.isEmpty();
  }

  /** Sends some pieces to each node that misses any. */
  void sendPieces() {
    Iterator<Map.Entry<String, Transfer>> nodes = transfers.entrySet().iterator();
    while (nodes.hasNext()) {
      Map.Entry<String, Transfer> entry = nodes.next();
      sendPieces(entry.getKey(), entry.getValue());
      if (entry.getValue().next == null) {
        nodes.remove();
      }
    }
  }

  /** As much as a timer's beat allows, which is 10 ms; the rest must not fill the bus. */
  private void sendPieces(String node, Transfer transfer) {
    for (int count = 0; count < PIECES_A_BEAT; count++) {
      Delta piece = transfer.next;
      if (piece == null || !send(node, new Told(piece))) {
        return;
      }
      transfer.next = transfer.pieces.next();
    }
  }

  private void broadcast(NodeMessage message) {
    try {
      pubsub.broadcastFrom(self, topic, NodeCodec.encode(topic, message));
    } catch (ChannelsException full) {
      LOG.debug("not sent to the other nodes, who will ask for it: {}", full.getMessage());
    }
  }

  private boolean send(String node, NodeMessage message) {
    try {
      pubsub.directBroadcast(node, topic, NodeCodec.encode(topic, message));
      return true;
    } catch (ChannelsException full) {
      LOG.debug("not sent to {} yet: {}", node, full.getMessage());
      return false;
    }
  }
}
