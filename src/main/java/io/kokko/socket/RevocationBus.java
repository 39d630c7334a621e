package io.kokko.socket;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kokko.channel.Broadcasts;
import io.kokko.channel.EncodedBroadcast;
import io.kokko.channel.Subscriber;
import io.kokko.message.Message;
import io.kokko.message.Payload;
import io.kokko.message.PayloadException;
import io.kokko.pubsub.PubSub;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells all nodes which tokens are good no more, and ends the sockets that live on them.
 *
 * <p>A revocation is broadcast at once. A node that comes later, or was cut off, is told all there
 * are within two seconds of being seen; one that starts asks for {@link #all} before it serves; and
 * every ten seconds one of the others is told, in case something was lost. Any thread may call it.
 */
public final class RevocationBus implements Subscriber {

  private static final Logger LOG = LoggerFactory.getLogger(RevocationBus.class);

  private static final String REVOKE = "revoke";

  /** So that a message is far from the bound of the bus. */
  private static final int PIECE = 1000;

  private static final Instant LATEST = Instant.ofEpochMilli(Long.MAX_VALUE);

  private static final long REPEAT_NANOS = TimeUnit.SECONDS.toNanos(10);

  /** How often {@link #onTick} is to be called. */
  public static final Duration TICK = Duration.ofSeconds(1);

  private final Revocations revocations;
  private final PubSub<Subscriber, Message.Broadcast> pubsub;
  private final Supplier<List<String>> nodes;

  // The ticking thread's own.
  private Set<String> known = Set.of();
  private Set<String> fresh = Set.of();
  private long repeatedAt = System.nanoTime();

  /**
   * Begins to listen.
   *
   * @param nodes lists the other nodes of the cluster
   */
  public RevocationBus(
      Revocations revocations,
      PubSub<Subscriber, Message.Broadcast> pubsub,
      Supplier<List<String>> nodes) {
    this.revocations = revocations;
    this.pubsub = pubsub;
    this.nodes = nodes;
    pubsub.subscribe(TokenTopics.REVOKED, this);
  }

  /** Ends all sockets of a token, and lets nobody in with it until it would have expired. */
  public void revoke(String tokenId, Instant expiry) {
    pubsub.broadcast(TokenTopics.REVOKED, message(Map.of(tokenId, millis(expiry))));
  }

  /** A token that is good for ever has no time in milliseconds. */
  private static long millis(Instant expiry) {
    if (expiry.isAfter(LATEST)) {
      return LATEST.toEpochMilli();
    }
    return expiry.isBefore(Instant.EPOCH) ? 0 : expiry.toEpochMilli();
  }

  /** Returns all revocations, for {@link #learn} of a node that starts. */
  public byte[] all() {
    Map<String, Long> all = new HashMap<>();
    revocations.all().forEach((tokenId, expiry) -> all.put(tokenId, expiry.toEpochMilli()));
    Payload payload = Payload.of(all);
    byte[] bytes = new byte[payload.sizeInBytes()];
    payload.copyTo(bytes, 0);
    return bytes;
  }

  /**
   * Takes what another node knows.
   *
   * @throws PayloadException if it is not what {@link #all} returns
   */
  public void learn(byte[] all) {
    learn(Payload.ofJson(new String(all, UTF_8)));
  }

  @Override
  public void deliver(Message.Broadcast broadcast, EncodedBroadcast encoded) {
    if (broadcast.event().equals(REVOKE)) {
      learn(broadcast.payload());
    }
  }

  private void learn(Payload untilMillis) {
    untilMillis
        .json()
        .properties()
        .forEach(entry -> revoked(entry.getKey(), Instant.ofEpochMilli(entry.getValue().asLong())));
  }

  private void revoked(String tokenId, Instant expiry) {
    if (revocations.add(tokenId, expiry)) {
      pubsub.localBroadcast(TokenTopics.of(tokenId), TokenTopics.end(tokenId));
    }
  }

  /** Tells those who may not know; to be called every {@link #TICK}, by one thread at a time. */
  public void onTick() {
    try {
      tellOthers();
    } catch (RuntimeException e) {
      // Or nobody would call it again; as when the node is just leaving.
      LOG.warn("revoked tokens could not be told to other nodes", e);
    }
  }

  private void tellOthers() {
    Set<String> now = new HashSet<>(nodes.get());
    Set<String> told = new HashSet<>(now);
    told.removeAll(known);
    Set<String> telling = new HashSet<>(told);
    // Once more, since the first may have been too early for a node that still starts.
    telling.addAll(fresh);
    telling.retainAll(now);
    fresh = told;
    known = now;
    if (System.nanoTime() - repeatedAt >= REPEAT_NANOS && !now.isEmpty()) {
      repeatedAt = System.nanoTime();
      List<String> all = List.copyOf(now);
      telling.add(all.get(ThreadLocalRandom.current().nextInt(all.size())));
    }
    if (!telling.isEmpty()) {
      List<Message.Broadcast> messages = messages();
      telling.forEach(
          node ->
              messages.forEach(
                  message -> pubsub.directBroadcast(node, TokenTopics.REVOKED, message)));
    }
  }

  private List<Message.Broadcast> messages() {
    List<Message.Broadcast> messages = new ArrayList<>();
    Map<String, Long> piece = new HashMap<>();
    for (Map.Entry<String, Instant> entry : revocations.all().entrySet()) {
      piece.put(entry.getKey(), entry.getValue().toEpochMilli());
      if (piece.size() == PIECE) {
        messages.add(message(piece));
        piece = new HashMap<>();
      }
    }
    if (!piece.isEmpty()) {
      messages.add(message(piece));
    }
    return messages;
  }

  private static Message.Broadcast message(Map<String, Long> untilMillis) {
    return Broadcasts.of(TokenTopics.REVOKED, REVOKE, Payload.of(untilMillis));
  }
}
