package io.kokko.bench;

/**
 * Parts the run into the warm-up and the stages that are measured; what was sent in one counts to
 * it. Any thread may read it, one begins the stages.
 */
final class Stages {

  private volatile long[] starts = {};

  /** Ends the stage before, or the warm-up. */
  void begin(long now) {
    long[] more = java.util.Arrays.copyOf(starts, starts.length + 1);
    more[starts.length] = now;
    starts = more;
  }

  /** Returns the stage of a moment, from 0 on, or -1 in the warm-up. */
  int of(long sentNanos) {
    long[] now = starts;
    int stage = now.length - 1;
    while (stage >= 0 && now[stage] > sentNanos) {
      stage--;
    }
    return stage;
  }
}
