package io.kokko.presence;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a topic's clients have been told up to a moment, and the diff that told it last.
 *
 * <p>Each one leads to the next, so that who holds one can find out what has changed since. Any
 * thread may read it.
 */
final class Snapshot {

  private final String topic;
  private final Presences presences;
  private final PresenceDiff diff;
  private volatile @Nullable Snapshot next;

  Snapshot(String topic, Presences presences, PresenceDiff diff) {
    this.topic = topic;
    this.presences = presences;
    this.diff = diff;
  }

  String topic() {
    return topic;
  }

  Presences presences() {
    return presences;
  }

  void leadTo(Snapshot later) {
    next = later;
  }

  /** Returns the metas that went since, as diffs with leaves only. */
  List<PresenceDiff> leavesSince() {
    List<PresenceDiff> leaves = new ArrayList<>();
    Snapshot newest = this;
    for (Snapshot later = next; later != null; later = later.next) {
      if (!later.diff.leaves().isEmpty()) {
        leaves.add(later.diff);
      }
      newest = later;
    }
    Presences now = newest.presences;
    return leaves.stream()
        .map(left -> new PresenceDiff(Presences.NOBODY, stillGone(left.leaves(), now)))
        .filter(left -> !left.isEmpty())
        .toList();
  }

  /** What went may be back, when a cut network heals. */
  private static Presences stillGone(Presences left, Presences now) {
    Presences gone = Presences.NOBODY;
    for (String key : left) {
      Present present = left.find(key);
      Present there = now.find(key);
      if (present != null) {
        List<byte[]> metas =
            present.rawMetas().stream().filter(meta -> there == null || !there.has(meta)).toList();
        gone = metas.isEmpty() ? gone : gone.with(key, Present.of(metas, present.fetched()));
      }
    }
    return gone;
  }
}
