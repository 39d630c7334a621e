package io.kokko.transport;

import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Counts the connections of a server. Any thread may call it. */
final class ConnectionCount {

  private final AtomicInteger count = new AtomicInteger();

  private volatile @Nullable Runnable onNone;

  int count() {
    return count.get();
  }

  void opened() {
    count.incrementAndGet();
  }

  void ended() {
    if (count.decrementAndGet() == 0) {
      run(onNone);
    }
  }

  /** Runs something as soon as there is none, on any thread, once or more often. */
  void whenNone(Runnable action) {
    onNone = action;
    if (count.get() == 0) {
      run(action);
    }
  }

  private static void run(@Nullable Runnable action) {
    if (action != null) {
      action.run();
    }
  }
}
