package io.kokko.presence;

import io.kokko.message.Payload;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * Tells clients that want only a part: how many are there, and of some keys all. Once a window of
 * their own, and the same to all clients that want the same. Owned by one tracker.
 */
final class Crowds {

  private record Attended(String topic, Crowd crowd) {}

  private static final class Told {
    final Map<String, Present> top = new LinkedHashMap<>();
    int count;
  }

  private final View view;
  private final Channels channels;
  private final Map<Attended, Told> attended = new HashMap<>();
  private final Map<String, Set<Crowd>> byTopic = new HashMap<>();
  private final Set<String> dirty = new HashSet<>();

  Crowds(View view, Channels channels) {
    this.view = view;
    this.channels = channels;
  }

  /** Tells a client what the others like it have been told so far. */
  void attend(String topic, Crowd crowd, BiConsumer<String, Payload> push) {
    Told told = attended.computeIfAbsent(new Attended(topic, crowd), absent -> start(topic, crowd));
    Channels.guarded(topic, () -> begin(told, crowd, push));
  }

  private static void begin(Told told, Crowd crowd, BiConsumer<String, Payload> push) {
    if (crowd.top() > 0) {
      push.accept(Channels.STATE, presences(told.top).payload());
    }
    push.accept(Channels.COUNT, count(told.count));
  }

  private Told start(String topic, Crowd crowd) {
    byTopic.computeIfAbsent(topic, absent -> new HashSet<>()).add(crowd);
    Told told = new Told();
    Presences now = view.presences(topic);
    told.count = now.size();
    told.top.putAll(top(told.top, now, crowd.top()));
    return told;
  }

  void changed(String topic) {
    if (byTopic.containsKey(topic)) {
      dirty.add(topic);
    }
  }

  boolean needsTick() {
    return !dirty.isEmpty();
  }

  void tick() {
    List.copyOf(dirty)
        .forEach(topic -> Set.copyOf(byTopic.get(topic)).forEach(crowd -> tell(topic, crowd)));
    dirty.clear();
  }

  private void tell(String topic, Crowd crowd) {
    Attended key = new Attended(topic, crowd);
    Told told = attended.get(key);
    String subscribed = crowd.subscribed(topic);
    if (told == null || !channels.hasSubscribers(subscribed)) {
      end(key);
      return;
    }
    Presences now = view.presences(topic);
    Map<String, Present> top = top(told.top, now, crowd.top());
    PresenceDiff diff = diff(told.top, top);
    told.top.clear();
    told.top.putAll(top);
    if (!diff.isEmpty()) {
      channels.tell(subscribed, topic, Channels.DIFF, diff.payload());
    }
    if (told.count != now.size()) {
      told.count = now.size();
      channels.tell(subscribed, topic, Channels.COUNT, count(told.count));
    }
  }

  private void end(Attended key) {
    attended.remove(key);
    Set<Crowd> crowds = byTopic.get(key.topic());
    if (crowds != null && crowds.remove(key.crowd()) && crowds.isEmpty()) {
      byTopic.remove(key.topic());
    }
  }

  /** Who is among the first stays it; what is free goes to whoever is found. */
  private static Map<String, Present> top(Map<String, Present> before, Presences now, int size) {
    Map<String, Present> top = new LinkedHashMap<>();
    for (String key : before.keySet()) {
      Present present = now.find(key);
      if (present != null) {
        top.put(key, present);
      }
    }
    for (var keys = now.iterator(); top.size() < size && keys.hasNext(); ) {
      String key = keys.next();
      now.get(key).ifPresent(present -> top.putIfAbsent(key, present));
    }
    return top;
  }

  private static PresenceDiff diff(Map<String, Present> before, Map<String, Present> after) {
    Presences joins = missing(before, after);
    return new PresenceDiff(joins, missing(after, before));
  }

  /** Returns what the second has and the first has not. */
  private static Presences missing(Map<String, Present> first, Map<String, Present> second) {
    Presences missing = Presences.NOBODY;
    for (Map.Entry<String, Present> entry : second.entrySet()) {
      Present present = entry.getValue();
      Present had = first.get(entry.getKey());
      List<byte[]> metas = had == null ? present.rawMetas() : had.missing(present);
      if (!metas.isEmpty()) {
        missing = missing.with(entry.getKey(), Present.of(metas, present.fetched()));
      }
    }
    return missing;
  }

  private static Presences presences(Map<String, Present> top) {
    Presences presences = Presences.NOBODY;
    for (Map.Entry<String, Present> entry : top.entrySet()) {
      presences = presences.with(entry.getKey(), entry.getValue());
    }
    return presences;
  }

  private static Payload count(int count) {
    return Payload.of(Map.of("count", count));
  }
}
