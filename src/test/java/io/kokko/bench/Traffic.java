package io.kokko.bench;

/** Messages between clients and server that are sent, checked and timed. */
interface Traffic extends Scenario {

  /** Lets those who have joined send. */
  void begin(Load load);

  /** Sends nothing any more; what is under way still counts. */
  void end();

  DeliveryCounts counts();

  Stages stages();

  /** Tells whether all that was sent has arrived where it should. */
  boolean isAllThere();

  /** Returns the latencies of a stage; only when the loops have ended. */
  Histogram latency(int stage);
}
