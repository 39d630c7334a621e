package io.kokko.presence;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/** Finds the entries of this node by the actors that they end with. Owned by one tracker. */
final class Members {

  private record Id(String topic, String key) {}

  private final Map<ActorRef<?>, Map<Id, Entry>> actors = new HashMap<>();

  @Nullable Entry find(ActorRef<?> actor, String topic, String key) {
    return actors.getOrDefault(actor, Map.of()).get(new Id(topic, key));
  }

  /** Adds one or replaces it; returns whether it is the actor's first. */
  boolean put(ActorRef<?> actor, Entry entry) {
    Id id = new Id(entry.topic(), entry.key());
    Map<Id, Entry> before = actors.get(actor);
    if (before == null || (before.size() == 1 && before.containsKey(id))) {
      // Most actors have one, and there may be very many actors.
      actors.put(actor, Map.of(id, entry));
      return before == null;
    }
    Map<Id, Entry> more = before.size() == 1 ? new HashMap<>(before) : before;
    more.put(id, entry);
    actors.put(actor, more);
    return false;
  }

  /** Removes one; returns whether the actor has none any more. */
  boolean remove(ActorRef<?> actor, Entry entry) {
    Map<Id, Entry> before = actors.get(actor);
    if (before == null || before.size() == 1) {
      return actors.remove(actor) != null;
    }
    before.remove(new Id(entry.topic(), entry.key()));
    if (before.size() == 1) {
      actors.put(actor, Map.copyOf(before));
    }
    return false;
  }

  /** Returns the entries of one actor in one topic. */
  List<Entry> inTopic(ActorRef<?> actor, String topic) {
    return actors.getOrDefault(actor, Map.of()).values().stream()
        .filter(entry -> entry.topic().equals(topic))
        .toList();
  }

  /** Removes all of an actor. */
  Collection<Entry> removeAll(ActorRef<?> actor) {
    Map<Id, Entry> entries = actors.remove(actor);
    return entries == null ? List.of() : entries.values();
  }
}
