package io.kokko.pubsub;

import java.util.Collections;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Knows the subscribers of each topic on this node.
 *
 * <p>Any thread may call it. Joins, leaves and broadcasts of one topic do not wait for each other:
 * a subscriber that was there before a broadcast began, and stays, gets it.
 */
final class Registry<S> {

  private final ConcurrentHashMap<String, Set<S>> topics = new ConcurrentHashMap<>();

  void add(String topic, S subscriber) {
    topics.compute(
        topic,
        (key, present) -> {
          Set<S> subscribers = present == null ? newSet() : present;
          subscribers.add(subscriber);
          return subscribers;
        });
  }

  void remove(String topic, S subscriber) {
    topics.computeIfPresent(
        topic,
        (key, subscribers) -> {
          subscribers.remove(subscriber);
          return subscribers.isEmpty() ? null : subscribers;
        });
  }

  Iterable<S> subscribers(String topic) {
    return topics.getOrDefault(topic, Collections.emptySet());
  }

  int topicCount() {
    return topics.size();
  }

  private static <S> Set<S> newSet() {
    return Collections.newSetFromMap(new ConcurrentHashMap<>(2));
  }
}
