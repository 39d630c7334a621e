package io.kokko.socket;

import io.kokko.channel.Subscriber;
import io.kokko.message.Event;
import io.kokko.message.Message;
import io.kokko.pubsub.PubSub;
import org.jspecify.annotations.Nullable;

/**
 * Listens for the revocation of the token that a socket lives on. The socket's actor uses it.
 *
 * @param <A> the assigns
 */
final class TokenSubscription<A> {

  private final TokenPolicy<A> policy;
  private final Revocations revocations;
  private final PubSub<Subscriber, Message.Broadcast> pubsub;
  private final Runnable onRevoked;
  private final Subscriber subscriber;
  private @Nullable String topic;

  /** Takes what ends the socket; any thread calls it. */
  TokenSubscription(
      TokenPolicy<A> policy,
      Revocations revocations,
      PubSub<Subscriber, Message.Broadcast> pubsub,
      Runnable onRevoked) {
    this.policy = policy;
    this.revocations = revocations;
    this.pubsub = pubsub;
    this.onRevoked = onRevoked;
    subscriber =
        (broadcast, encoded) -> {
          if (broadcast.event().equals(Event.DISCONNECT)) {
            onRevoked.run();
          }
        };
  }

  /** Follows the token that the assigns are of, and no more the one before. */
  void follow(A assigns) {
    String tokenId = policy.id(assigns);
    listenTo(tokenId == null ? null : TokenTopics.of(tokenId));
    // It may have been revoked between the connect and the subscription.
    if (isRevoked(assigns)) {
      onRevoked.run();
    }
  }

  private void listenTo(@Nullable String next) {
    String before = topic;
    if (next != null && !next.equals(before)) {
      pubsub.subscribe(next, subscriber);
    }
    if (before != null && !before.equals(next)) {
      pubsub.unsubscribe(before, subscriber);
    }
    topic = next;
  }

  /** Tells whether the token that the assigns are of is good no more. */
  boolean isRevoked(A assigns) {
    String tokenId = policy.id(assigns);
    return tokenId != null && revocations.contains(tokenId);
  }

  /** Follows none. */
  void close() {
    listenTo(null);
  }
}
