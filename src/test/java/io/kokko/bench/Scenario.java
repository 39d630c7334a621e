package io.kokko.bench;

/** Says what clients do once they have joined. */
interface Scenario {

  /** Does nothing but be there. */
  Scenario IDLE = loop -> new Script() {};

  /** Returns what the clients of one loop do; called once for each. */
  Script on(Loop loop);
}
