package io.kokko.loop;

/** Has at most one alarm, which {@link Alarms} keeps. */
abstract class Alarmed {

  // Those of the links and of the time are Alarms' own: where it is in a ring, alone if unset.
  Alarmed before = this;
  Alarmed after = this;
  long tick;

  /** The time has come, and the alarm is forgotten. */
  abstract void ring();
}
