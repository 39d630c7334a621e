package io.kokko.loop;

import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks after the loops: one whose thread is stuck in a task is given to another thread, so that a
 * handler that blocks holds up nobody else for long.
 */
final class Watchman {

  private static final Logger LOG = LoggerFactory.getLogger(Watchman.class);

  /** A task that is met on two rounds in a row is stuck: after one to two of these. */
  private static final long ROUND_NANOS = 15_000_000;

  /** Where no task was met for a while the rounds are longer, up to this. */
  private static final long CALM_ROUND_NANOS = 4 * ROUND_NANOS;

  private final List<EventLoop> loops;
  private final Predicate<EventLoop> start;
  private final long[] lastTurns;
  private final Thread thread;

  private volatile boolean stopped;

  Watchman(List<EventLoop> loops, Predicate<EventLoop> start, ThreadFactory threadFactory) {
    this.loops = loops;
    this.start = start;
    lastTurns = new long[loops.size()];
    thread = threadFactory.newThread(this::watch);
    thread.start();
  }

  void stop() {
    stopped = true;
    LockSupport.unpark(thread);
  }

  private void watch() {
    long round = ROUND_NANOS;
    while (!stopped) {
      LockSupport.parkNanos(this, round);
      boolean calm = true;
      for (int i = 0; i < lastTurns.length; i++) {
        lastTurns[i] = look(loops.get(i), lastTurns[i]);
        calm &= !isInTask(lastTurns[i]);
      }
      round = calm ? Math.min(round * 2, CALM_ROUND_NANOS) : ROUND_NANOS;
    }
  }

  private static boolean isInTask(long turn) {
    return turn % 2 == 1;
  }

  private long look(EventLoop loop, long lastTurn) {
    long turn = loop.turn();
    boolean stuck = isInTask(turn) && turn == lastTurn;
    if (stuck && !stopped && loop.takeFrom(turn)) {
      start(loop);
    }
    return turn;
  }

  private void start(EventLoop loop) {
    boolean warned = false;
    while (!start.test(loop) && !stopped) {
      if (!warned) {
        warned = true;
        LOG.error(
            "event loop {} stands still, since handlers block all threads there are for it; declare"
                + " channels with such handlers blocking()",
            loop.index());
      }
      LockSupport.parkNanos(this, ROUND_NANOS);
    }
  }
}
