package io.kokko.cluster;

import java.util.concurrent.locks.LockSupport;

/**
 * Sends what has waited on any link for long enough. A thread, since Pekko's timers count in tens
 * of milliseconds; it sleeps while nothing waits.
 */
final class Flusher implements Runnable {

  /** How often it looks again before it sleeps; who wakes it pays for that. */
  private static final int ROUNDS = 4;

  private final Links links;
  private final Thread thread;
  private volatile boolean awake;
  private volatile boolean stopped;

  private Flusher(Links links) {
    this.links = links;
    this.thread = new Thread(this, "kokko-bus-flusher");
    thread.setDaemon(true);
  }

  static Flusher start(Links links) {
    Flusher flusher = new Flusher(links);
    flusher.thread.start();
    return flusher;
  }

  /** Has all links flushed in a moment. Any thread. */
  void wake() {
    if (!awake) {
      awake = true;
      LockSupport.unpark(thread);
    }
  }

  void stop() {
    stopped = true;
    LockSupport.unpark(thread);
  }

  @Override
  public void run() {
    while (!stopped) {
      if (awake) {
        work();
      } else {
        LockSupport.park(this);
      }
    }
  }

  private void work() {
    for (int rounds = ROUNDS; rounds > 0 && !stopped; rounds--) {
      LockSupport.parkNanos(this, Outbound.GATHER_NANOS);
      if (flush()) {
        rounds = ROUNDS;
      }
    }
    awake = false;
    // Whoever came just before that has not woken us.
    if (flush()) {
      awake = true;
    }
  }

  private boolean flush() {
    boolean moreWaits = false;
    for (Link link : links.all()) {
      moreWaits |= link.outbound().flush();
    }
    return moreWaits;
  }
}
