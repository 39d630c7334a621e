package io.kokko.presence;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Works out what a topic is after some changes, and the diff that tells them. */
final class Announcement {

  private static final class OfKey {
    final List<byte[]> joins = new ArrayList<>(1);
    final List<byte[]> leaves = new ArrayList<>(1);
  }

  private final Map<String, OfKey> keys = new LinkedHashMap<>();

  Announcement(List<Change> changes) {
    for (Change change : changes) {
      OfKey ofKey = keys.computeIfAbsent(change.entry().key(), key -> new OfKey());
      (change.isJoin() ? ofKey.joins : ofKey.leaves).add(change.entry().meta());
    }
  }

  /** Returns who came, which is what more is fetched about. */
  Presences joins() {
    return joins(Map.of());
  }

  private Presences joins(Map<String, byte[]> fetched) {
    Presences joins = Presences.NOBODY;
    for (Map.Entry<String, OfKey> entry : keys.entrySet()) {
      List<byte[]> metas = entry.getValue().joins;
      if (!metas.isEmpty()) {
        String key = entry.getKey();
        joins = joins.with(key, Present.of(metas, fetched.get(key)));
      }
    }
    return joins;
  }

  /**
   * Works out the diff.
   *
   * @param fetched a JSON object for each key about which something was fetched
   */
  PresenceDiff diff(Presences before, Map<String, byte[]> fetched) {
    Presences leaves = Presences.NOBODY;
    for (Map.Entry<String, OfKey> entry : keys.entrySet()) {
      List<byte[]> metas = entry.getValue().leaves;
      if (!metas.isEmpty()) {
        Present was = before.find(entry.getKey());
        leaves = leaves.with(entry.getKey(), Present.of(metas, was == null ? null : was.fetched()));
      }
    }
    return new PresenceDiff(joins(fetched), leaves);
  }

  /** Works out who is there afterwards. */
  Presences after(Presences before, Map<String, byte[]> fetched) {
    Presences after = before;
    for (Map.Entry<String, OfKey> entry : keys.entrySet()) {
      String key = entry.getKey();
      Present was = before.find(key);
      List<byte[]> metas = metas(was, entry.getValue());
      byte @Nullable [] more = fetched.get(key);
      if (more == null && was != null) {
        more = was.fetched();
      }
      after = metas.isEmpty() ? after.without(key) : after.with(key, Present.of(metas, more));
    }
    return after;
  }

  private static List<byte[]> metas(@Nullable Present was, OfKey changes) {
    List<byte[]> metas = new ArrayList<>();
    if (was != null) {
      Set<String> gone = new HashSet<>();
      changes.leaves.forEach(meta -> gone.add(Meta.ref(meta)));
      was.rawMetas().stream().filter(meta -> !gone.contains(Meta.ref(meta))).forEach(metas::add);
    }
    metas.addAll(changes.joins);
    return metas;
  }
}
