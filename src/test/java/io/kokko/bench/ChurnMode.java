package io.kokko.bench;

/** Measures cycles of connect, join, leave and close. */
final class ChurnMode {

  private static final double DRAIN_SECONDS = 10;

  private final Session session;
  private final double warmupSeconds;
  private final double seconds;

  ChurnMode(Session session, double warmupSeconds, double seconds) {
    this.session = session;
    this.warmupSeconds = warmupSeconds;
    this.seconds = seconds;
  }

  Result run(String work, int clients, int topics) {
    Setup setup = session.churnSetup(clients, topics);
    Churn churn = new Churn();
    try (Load load = Load.start(setup, churn)) {
      Watch watch = session.watch(work, load);
      load.onEachLoop(loop -> loop.clients().forEach(loop::open));
      Window.of(session, watch, warmupSeconds, churn::cycles, "cycles");
      churn.stages().begin(Clock.nanos());
      Window window = Window.of(session, watch, seconds, churn::cycles, "cycles");
      churn.end();
      watch.until(DRAIN_SECONDS, () -> isOver(load), () -> "waits for the last ones");
      long unfinished = load.clients().stream().filter(client -> !isOver(client)).count();
      StepTimes times = load.end();

      Figures figures = new Figures().add("n", clients).add("topics", setup.topics());
      figures.add("secs", seconds).add("warmup_s", warmupSeconds);
      figures.add("cycles", churn.cycles()).add("cycle_errors", churn.errors());
      figures.add("unfinished", unfinished);
      window.report(figures, "cycles");
      Histogram cycles = churn.cycleTimes();
      figures.add("upgrade_us", times.upgrade.figures()).add("join_us", times.join.figures());
      figures.add("leave_us", times.leave.figures()).add("cycle_us", cycles.figures());
      load.counts().report(figures);
      long faults = churn.errors() + unfinished;
      return new Result(work, "cycles", window.perSecond(), cycles, faults, figures.asMap());
    }
  }

  private static boolean isOver(Load load) {
    return load.clients().stream().allMatch(ChurnMode::isOver);
  }

  private static boolean isOver(Client client) {
    return client.state() == Client.State.ENDED || client.state() == Client.State.NEW;
  }
}
