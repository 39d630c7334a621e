package io.kokko.bench;

/** Measures traffic in a window after a warm-up, and waits for the last of it. */
final class TrafficMode {

  private static final double SETTLE_SECONDS = 0.2;

  private final Session session;
  private final double warmupSeconds;
  private final double seconds;
  private final double drainSeconds;

  /** Takes how long to warm up, to measure, and to wait for what is missing at the end. */
  TrafficMode(Session session, double warmupSeconds, double seconds, double drainSeconds) {
    this.session = session;
    this.warmupSeconds = warmupSeconds;
    this.seconds = seconds;
    this.drainSeconds = drainSeconds;
  }

  Result fanout(String work, Setup setup, Fanout.Plan plan) {
    Fanout fanout = new Fanout(plan, setup);
    try (Load load = Load.start(setup, fanout)) {
      Figures figures = setUp(load, plan.sizeBytes());
      figures.add("publishers_per_topic", plan.publishersPerTopic());
      Window window = measure(work, load, fanout, figures, "deliveries");
      Fanout.Outcome outcome = fanout.outcome(load.clients());
      figures.add("shouts", fanout.counts().sent.sum()).add("expected", outcome.expected());
      figures.add("deliveries", fanout.counts().received.sum()).add("lost", outcome.lost());
      figures.add("lost_on_dropped", outcome.lostOnDropped());
      if (plan.pace().isOpenLoop()) {
        figures.add("send_lag_us", fanout.sendLag().figures());
      }
      return result(work, "deliveries", load, fanout, window, figures, outcome.lost());
    }
  }

  Result echo(String work, Setup setup, Echo.Plan plan) {
    Echo echo = new Echo(plan, setup);
    try (Load load = Load.start(setup, echo)) {
      Figures figures = setUp(load, plan.sizeBytes());
      Window window = measure(work, load, echo, figures, "replies");
      figures.add("requests", echo.counts().sent.sum());
      figures.add("replies", echo.counts().received.sum()).add("missing", echo.missing());
      return result(work, "replies", load, echo, window, figures, echo.missing());
    }
  }

  private Figures setUp(Load load, int sizeBytes) {
    return new Figures()
        .add("n", load.setup().clients())
        .add("topics", load.setup().topics())
        .add("size", sizeBytes)
        .add("secs", seconds)
        .add("warmup_s", warmupSeconds);
  }

  private Window measure(String work, Load load, Traffic traffic, Figures figures, String unit) {
    Watch watch = session.watch(work, load);
    load.join(watch);
    watch.pause(SETTLE_SECONDS, () -> "settles");
    traffic.begin(load);
    Window.of(session, watch, warmupSeconds, traffic.counts().received::sum, unit);
    traffic.stages().begin(Clock.nanos());
    Window window = Window.of(session, watch, seconds, traffic.counts().received::sum, unit);
    traffic.end();
    watch.until(drainSeconds, traffic::isAllThere, () -> "waits for the last ones");
    window.report(figures, unit);
    load.leave(watch);
    load.end();
    return window;
  }

  private static Result result(
      String work,
      String unit,
      Load load,
      Traffic traffic,
      Window window,
      Figures figures,
      long missing) {
    traffic.counts().report(figures);
    Histogram latency = traffic.latency(0);
    figures.add("latency_us", latency.figures());
    load.counts().report(figures);
    long faults =
        missing
            + traffic.counts().faults()
            + load.counts().failures()
            + load.counts().dropped.sum()
            + load.counts().channelErrors.sum();
    return new Result(work, unit, window.perSecond(), latency, faults, figures.asMap());
  }
}
