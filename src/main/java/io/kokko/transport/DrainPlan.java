package io.kokko.transport;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Says when each of so many sockets is to be closed.
 *
 * <p>Phoenix closes a batch at once and waits for the next one, so that the clients of a batch come
 * back at once too. Here the sockets of a batch are spread over its interval: each has a slot of
 * its own, in which it is closed at some random moment. The first is closed at once, and nothing
 * waits behind the last.
 *
 * @param total how many sockets there are
 * @param batchSize how many of them make a round
 * @param spacingNanos how long a slot is
 */
record DrainPlan(int total, int batchSize, long spacingNanos) {

  /**
   * Plans by the settings, or faster if they leave too little time.
   *
   * @param patience when the last socket has to be closed
   */
  static DrainPlan of(DrainSettings settings, int total, Duration patience) {
    long wanted = spacingNanos(settings);
    long possible = Math.max(0, patience.toNanos()) / Math.max(1, total);
    return new DrainPlan(total, settings.batchSize(), Math.min(wanted, possible));
  }

  private static long spacingNanos(DrainSettings settings) {
    long ofBatches = settings.batchInterval().toNanos() / settings.batchSize();
    long ofRate =
        settings.rate().isPresent() ? TimeUnit.SECONDS.toNanos(1) / settings.rate().getAsInt() : 0;
    return Math.max(ofBatches, ofRate);
  }

  /** Tells whether sockets are closed faster than the settings want it. */
  boolean isHurried(DrainSettings settings) {
    return spacingNanos < spacingNanos(settings);
  }

  /** Returns how many rounds there are; unlike in Phoenix none of them is empty. */
  int rounds() {
    return (total + batchSize - 1) / batchSize;
  }

  /** Returns how many sockets a round has, of which the first is number 1. */
  int sizeOf(int round) {
    return Math.min(batchSize, total - (round - 1) * batchSize);
  }

  /** Returns the time from the begin of one round to that of the next. */
  Duration interval() {
    return Duration.ofNanos(spacingNanos).multipliedBy(batchSize);
  }

  /**
   * Returns when to close a socket, in nanoseconds since the drain began.
   *
   * @param index from 0
   * @param jitter from 0 to 1
   */
  long dueNanos(int index, double jitter) {
    return index == 0 ? 0 : (long) ((index - 1 + jitter) * spacingNanos);
  }
}
