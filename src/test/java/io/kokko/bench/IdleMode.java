package io.kokko.bench;

/** Measures what clients cost that have joined and only send heartbeats. */
final class IdleMode {

  private final Session session;
  private final double settleSeconds;
  private final double seconds;

  IdleMode(Session session, double settleSeconds, double seconds) {
    this.session = session;
    this.settleSeconds = settleSeconds;
    this.seconds = seconds;
  }

  Result run(String work, int clients, int topics) {
    Setup setup = session.setup(clients, topics);
    try (Load load = Load.start(setup, Scenario.IDLE)) {
      Watch watch = session.watch(work, load);
      load.join(watch);
      watch.pause(settleSeconds, () -> "settles");
      Window window =
          Window.of(session, watch, seconds, load.counts().heartbeatsAnswered::sum, "heartbeats");
      long open = load.joinedNow();
      long faults = load.counts().failures() + load.counts().dropped.sum();
      load.leave(watch);
      StepTimes times = load.end();

      Figures figures = new Figures().add("n", clients).add("topics", setup.topics());
      figures.add("heartbeat_s", setup.heartbeat().toMillis() / 1e3).add("open_at_end", open);
      window.report(figures, "heartbeats");
      figures.add("heartbeat_us", times.heartbeat.figures());
      load.counts().report(figures);
      return new Result(
          work, "heartbeats", window.perSecond(), times.heartbeat, faults, figures.asMap());
    }
  }
}
