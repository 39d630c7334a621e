package io.kokko.socket;

import io.kokko.limit.Bucket;
import io.kokko.limit.Buckets;
import io.kokko.message.Event;
import io.kokko.message.Message;
import io.kokko.message.Ref;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Bounds how often the client of one socket may join and push, and how many bytes it may send.
 *
 * <p>All buckets are asked before a token is taken from any, so what is refused costs nothing.
 * Heartbeats and leaves are let through: a refusal would be no less work. Their bytes count, and
 * what is owed for them is waited for by the next push. The socket's actor uses it.
 */
final class SocketLimits {

  private final List<Bucket> joins;
  private final List<Bucket> pushes;
  private final List<Bucket> bytes;
  private final @Nullable Buckets topicJoins;
  private final @Nullable Buckets topicPushes;
  private final @Nullable Buckets topicBytes;

  SocketLimits(
      List<Bucket> joins,
      List<Bucket> pushes,
      List<Bucket> bytes,
      @Nullable Buckets topicJoins,
      @Nullable Buckets topicPushes,
      @Nullable Buckets topicBytes) {
    this.joins = List.copyOf(joins);
    this.pushes = List.copyOf(pushes);
    this.bytes = List.copyOf(bytes);
    this.topicJoins = topicJoins;
    this.topicPushes = topicPushes;
    this.topicBytes = topicBytes;
  }

  /** Tells whether it bounds nothing. */
  boolean isEmpty() {
    return joins.isEmpty()
        && pushes.isEmpty()
        && bytes.isEmpty()
        && topicJoins == null
        && topicPushes == null
        && topicBytes == null;
  }

  /**
   * Counts a message, unless it comes too early.
   *
   * @return how long it should have waited, in nanoseconds; 0 if it may be handled
   */
  long waitNanos(Message.Push push, int sizeInBytes, long now) {
    boolean join = push.event().equals(Event.JOIN);
    boolean passes = push.event().equals(Event.LEAVE) || push.topic().equals(Event.PHOENIX_TOPIC);
    return waitNanos(join, passes, push.topic(), sizeInBytes, now);
  }

  /** Counts a message that no channel can have as a push, likewise. */
  long waitNanos(Message.Stray stray, int sizeInBytes, long now) {
    Ref topic = stray.topic();
    boolean passes = Ref.of(Event.LEAVE).equals(stray.event());
    String ofTopic = topic != null && topic.isText() ? topic.text() : "";
    return waitNanos(false, passes, ofTopic, sizeInBytes, now);
  }

  private long waitNanos(boolean join, boolean passes, String topic, int sizeInBytes, long now) {
    List<Bucket> own = join ? joins : pushes;
    Buckets ofTopics = join ? topicJoins : topicPushes;
    long wait =
        passes
            ? 0
            : Math.max(
                Math.max(waitNanos(own, 1, now), waitNanos(bytes, sizeInBytes, now)),
                Math.max(
                    waitNanos(ofTopics, topic, 1, now),
                    waitNanos(topicBytes, topic, sizeInBytes, now)));
    if (wait == 0) {
      take(bytes, sizeInBytes, now);
      if (!passes) {
        take(own, 1, now);
        take(ofTopics, topic, 1, now);
        take(topicBytes, topic, sizeInBytes, now);
      }
    }
    return wait;
  }

  private static long waitNanos(List<Bucket> buckets, long cost, long now) {
    long wait = 0;
    for (int i = 0; i < buckets.size(); i++) {
      wait = Math.max(wait, buckets.get(i).waitNanos(cost, now));
    }
    return wait;
  }

  private static long waitNanos(@Nullable Buckets buckets, String key, long cost, long now) {
    return buckets == null ? 0 : buckets.waitNanos(key, cost, now);
  }

  private static void take(List<Bucket> buckets, long cost, long now) {
    for (int i = 0; i < buckets.size(); i++) {
      buckets.get(i).take(cost, now);
    }
  }

  private static void take(@Nullable Buckets buckets, String key, long cost, long now) {
    if (buckets != null) {
      buckets.take(key, cost, now);
    }
  }
}
