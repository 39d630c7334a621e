package io.kokko.presence;

import io.kokko.channel.Subscriber;
import io.kokko.message.Message;
import io.kokko.message.Payload;
import io.kokko.pubsub.PubSub;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the clients of this node; encodes nothing where nobody listens. */
final class Channels {

  static final String STATE = "presence_state";
  static final String DIFF = "presence_diff";
  static final String COUNT = "presence_count";

  private static final Logger LOG = LoggerFactory.getLogger(Channels.class);

  private final PubSub<Subscriber, Message.Broadcast> pubsub;
  private final int pieceKeys;

  Channels(PubSub<Subscriber, Message.Broadcast> pubsub, int pieceKeys) {
    this.pubsub = pubsub;
    this.pieceKeys = pieceKeys;
  }

  void tell(String topic, PresenceDiff diff) {
    if (pubsub.hasSubscribers(topic)) {
      for (PresenceDiff piece : diff.pieces(pieceKeys)) {
        tell(topic, topic, DIFF, piece.payload());
      }
    }
  }

  /** Tells the subscribers of one topic something about another. */
  void tell(String subscribed, String topic, String event, Payload payload) {
    guarded(
        topic,
        () -> pubsub.localBroadcast(subscribed, new Message.Broadcast(topic, event, payload)));
  }

  /** Keeps what a listener throws from the members of all topics. */
  static void guarded(String topic, Runnable tell) {
    try {
      tell.run();
    } catch (RuntimeException e) {
      LOG.error("presence of {} not told", topic, e);
    }
  }

  boolean hasSubscribers(String subscribed) {
    return pubsub.hasSubscribers(subscribed);
  }
}
