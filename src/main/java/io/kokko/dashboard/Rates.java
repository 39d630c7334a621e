package io.kokko.dashboard;

/**
 * Counts since the start of a node, to make rates of.
 *
 * @param nanos when, by {@link System#nanoTime}
 */
record Rates(long nanos, long connects, long joins, long pushes, long broadcasts, long deliveries) {

  /** Returns how often a second something happened between another moment and this one. */
  double perSecond(long count, long before, Rates then) {
    double seconds = (nanos - then.nanos) / 1e9;
    return seconds <= 0 ? 0 : Math.round((count - before) / seconds * 10) / 10.0;
  }
}
