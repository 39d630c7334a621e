package io.kokko.bench;

/** Holds how long the steps of a connection's life took. One thread at a time may use it. */
final class StepTimes {

  final Histogram upgrade = new Histogram();
  final Histogram join = new Histogram();
  final Histogram leave = new Histogram();
  final Histogram heartbeat = new Histogram();

  void addAll(StepTimes other) {
    upgrade.addAll(other.upgrade);
    join.addAll(other.join);
    leave.addAll(other.leave);
    heartbeat.addAll(other.heartbeat);
  }
}
