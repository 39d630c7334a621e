package io.kokko.bench;

/**
 * Says how fast is sent.
 *
 * @param perSecond how often, whatever has arrived; 0 for as fast as it arrives
 * @param window how many may be outstanding; only without a rate
 * @param stallNanos how long to wait for what is missing before it is given up
 */
record Pace(double perSecond, int window, long stallNanos) {

  static Pace of(double perSecond, int window) {
    return new Pace(perSecond, window, 2 * Clock.SECOND);
  }

  boolean isOpenLoop() {
    return perSecond > 0;
  }
}
