package io.kokko.presence;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What has happened in one topic and was not told yet.
 *
 * <p>What comes and goes before it is told cancels out. With a grace, a leave is held back that
 * long; if meanwhile the same key comes with the same meta, neither is told, and the old {@code
 * phx_ref} goes on standing for the new one. At most as much waits here as there are members. Not
 * for several threads; a tick is one window.
 */
final class PendingChanges {

  /** A leave that is not told yet, of an entry that was told as another one. */
  private static final class Held {
    final Entry entry;
    final Entry told;
    final long dueTick;
    boolean released;

    Held(Entry entry, Entry told, long dueTick) {
      this.entry = entry;
      this.told = told;
      this.dueTick = dueTick;
    }
  }

  private final String topic;
  private final int graceTicks;
  private final Map<String, Change> pending = new LinkedHashMap<>(4);

  /** In the order in which they are due. */
  private final Deque<Held> held = new ArrayDeque<>(0);

  /** The same, by key. */
  private final Map<String, List<Held>> heldByKey = new HashMap<>(0);

  /** By the ref that is true: the entry whose ref was told. */
  private final Map<String, Entry> toldAs = new HashMap<>(0);

  private final List<Runnable> waiting = new ArrayList<>(0);
  private boolean busy;

  PendingChanges(String topic, int graceTicks) {
    this.topic = topic;
    this.graceTicks = graceTicks;
  }

  String topic() {
    return topic;
  }

  void join(Entry entry) {
    String ref = entry.ref();
    Change before = pending.get(ref);
    if (before != null && !before.isJoin()) {
      pending.remove(ref);
    } else if (!goesOn(entry)) {
      pending.put(ref, new Change(entry, true));
    }
  }

  /** Looks for a leave that is held back and that this join makes undone. */
  private boolean goesOn(Entry entry) {
    String previous = Meta.previous(entry.meta());
    for (Held left : heldByKey.getOrDefault(entry.key(), List.of())) {
      if (left.entry.ref().equals(previous)) {
        // An update's leave is told with its join.
        release(left);
        pending.put(left.told.ref(), new Change(left.told, false));
        return false;
      }
      if (Meta.sameBody(left.entry.meta(), entry.meta())) {
        release(left);
        toldAs(entry, left.told);
        return true;
      }
    }
    return false;
  }

  private void toldAs(Entry entry, Entry told) {
    if (!told.ref().equals(entry.ref())) {
      toldAs.put(entry.ref(), told);
    }
  }

  void leave(Entry entry, long tick) {
    Entry alias = toldAs.remove(entry.ref());
    Entry told = alias == null ? entry : alias;
    Change before = pending.get(told.ref());
    if (before != null && before.isJoin()) {
      pending.remove(told.ref());
    } else if (graceTicks > 0) {
      hold(new Held(entry, told, tick + graceTicks));
    } else {
      pending.put(told.ref(), new Change(told, false));
    }
  }

  private void hold(Held left) {
    held.add(left);
    heldByKey.computeIfAbsent(left.entry.key(), key -> new ArrayList<>(1)).add(left);
  }

  private void release(Held left) {
    left.released = true;
    List<Held> ofKey = heldByKey.get(left.entry.key());
    if (ofKey != null && ofKey.remove(left) && ofKey.isEmpty()) {
      heldByKey.remove(left.entry.key());
    }
  }

  /** Acts when what has happened so far is told. */
  void whenTold(Runnable action) {
    waiting.add(action);
  }

  /** Takes what is to be told at a tick. */
  List<Change> take(long tick) {
    for (Held next = held.peek(); next != null; next = held.peek()) {
      if (!next.released) {
        if (next.dueTick > tick) {
          break;
        }
        release(next);
        pending.put(next.told.ref(), new Change(next.told, false));
      }
      held.remove();
    }
    List<Change> taken = List.copyOf(pending.values());
    pending.clear();
    return taken;
  }

  List<Runnable> takeWaiting() {
    List<Runnable> taken = List.copyOf(waiting);
    waiting.clear();
    return taken;
  }

  boolean isHolding() {
    return !held.isEmpty();
  }

  /** Tells whether there is anything that must not be forgotten. */
  boolean isIdle() {
    return pending.isEmpty() && held.isEmpty() && toldAs.isEmpty() && waiting.isEmpty() && !busy;
  }

  boolean hasNews() {
    return !pending.isEmpty() || !waiting.isEmpty();
  }

  boolean isBusy() {
    return busy;
  }

  void busy(boolean nowBusy) {
    busy = nowBusy;
  }
}
