package io.kokko.bench;

import java.util.ArrayList;
import java.util.List;

/** Measures how fast clients connect and join, and what memory they take. */
final class ConnectMode {

  private final Session session;
  private final double settleSeconds;

  /** Takes how long to wait before memory is looked at. */
  ConnectMode(Session session, double settleSeconds) {
    this.session = session;
    this.settleSeconds = settleSeconds;
  }

  /** Has all clients come, and go, and come again. */
  List<Result> run(int clients, int topics, int times) {
    List<Result> results = new ArrayList<>();
    for (int time = 1; time <= times; time++) {
      results.add(run("connect, time " + time, clients, topics));
    }
    return results;
  }

  Result run(String work, int clients, int topics) {
    Setup setup = session.setup(clients, topics);
    Usage before = session.usage();
    try (Load load = Load.start(setup, Scenario.IDLE)) {
      Watch watch = session.watch(work, load);
      double seconds = load.join(watch);
      Usage after = session.usage();
      long joined = load.joinedNow();
      watch.pause(settleSeconds, () -> "open " + load.joinedNow());
      Usage settled = session.usage();
      long faults = load.counts().failures() + load.counts().dropped.sum();
      load.leave(watch);
      StepTimes times = load.end();

      Figures figures = new Figures().add("n", clients).add("topics", setup.topics());
      figures.add("joined", joined).add("join_time_s", seconds);
      figures.add("joined_per_s", joined / seconds);
      figures.add("upgrade_us", times.upgrade.figures()).add("join_us", times.join.figures());
      after.report(figures, before, (double) joined, "joins");
      memory(figures, before, settled, joined);
      load.counts().report(figures);
      return new Result(work, "joins", joined / seconds, times.join, faults, figures.asMap());
    }
  }

  private static void memory(Figures figures, Usage before, Usage settled, long joined) {
    if (settled.known()) {
      figures.add("rss_before_kb", before.serverRssKb());
      figures.add("rss_after_kb", settled.serverRssKb());
      double grown = (double) settled.serverRssKb() - before.serverRssKb();
      figures.add("rss_bytes_per_conn", grown * 1024 / joined);
    }
  }
}
