package io.kokko.presence;

import io.kokko.channel.Subscriber;
import io.kokko.message.Message;
import io.kokko.message.Payload;
import io.kokko.pubsub.PubSub;

/** Tells the clients of this node; encodes nothing where nobody listens. */
final class Channels {

  static final String STATE = "presence_state";
  static final String DIFF = "presence_diff";
  static final String COUNT = "presence_count";

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
    pubsub.localBroadcast(subscribed, new Message.Broadcast(topic, event, payload));
  }

  boolean hasSubscribers(String subscribed) {
    return pubsub.hasSubscribers(subscribed);
  }
}
