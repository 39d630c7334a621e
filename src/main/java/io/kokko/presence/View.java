package io.kokko.presence;

import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What everybody may read without asking the tracker: the newest snapshot of each topic.
 *
 * <p>Any thread may read it; only the tracker writes.
 */
final class View {

  private final ConcurrentHashMap<String, Snapshot> topics = new ConcurrentHashMap<>();

  Presences presences(String topic) {
    return snapshot(topic).map(Snapshot::presences).orElse(Presences.NOBODY);
  }

  /** Returns an equal text, the same one for all members of a topic. */
  String shared(String topic) {
    Snapshot snapshot = topics.get(topic);
    return snapshot == null ? topic : snapshot.topic();
  }

  Optional<Snapshot> snapshot(String topic) {
    return Optional.ofNullable(topics.get(topic));
  }

  Set<String> topics() {
    return Set.copyOf(topics.keySet());
  }

  void publish(String topic, Presences presences, PresenceDiff diff) {
    Snapshot snapshot = new Snapshot(topic, presences, diff);
    Snapshot before = presences.isEmpty() ? topics.remove(topic) : topics.put(topic, snapshot);
    if (before != null) {
      before.leadTo(snapshot);
    }
  }
}
