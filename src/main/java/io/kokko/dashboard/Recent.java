package io.kokko.dashboard;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Keeps the last few of something. Any thread. */
final class Recent<T> {

  private final int most;
  private final ArrayDeque<T> kept = new ArrayDeque<>();

  Recent(int most) {
    this.most = most;
  }

  synchronized void add(T one) {
    kept.addFirst(one);
    if (kept.size() > most) {
      kept.removeLast();
    }
  }

  /** Lists them, the newest first. */
  synchronized List<T> list() {
    return List.copyOf(kept);
  }

  /** Takes all there are, the oldest first. */
  synchronized List<T> drain() {
    List<T> drained = new ArrayList<>(kept);
    Collections.reverse(drained);
    kept.clear();
    return drained;
  }
}
