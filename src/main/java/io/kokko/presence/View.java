package io.kokko.presence;

import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * What everybody may read without asking the tracker: the newest snapshot of each topic.
 *
 * <p>Any thread may read it; only the tracker writes.
 */
final class View {

  private final ConcurrentHashMap<String, Snapshot> topics = new ConcurrentHashMap<>();

  private final LongAdder metas = new LongAdder();

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

  /** Tells how many metas all topics have together. */
  long metaCount() {
    return metas.sum();
  }

  int topicCount() {
    return topics.size();
  }

  void publish(String topic, Presences presences, PresenceDiff diff) {
    Snapshot snapshot = new Snapshot(topic, presences, diff);
    Snapshot before = presences.isEmpty() ? topics.remove(topic) : topics.put(topic, snapshot);
    metas.add(presences.metaCount() - (before == null ? 0L : before.presences().metaCount()));
    if (before != null) {
      before.leadTo(snapshot);
    }
  }
}
