package io.kokko.bench;

import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** Restarts the nodes of a cluster one after the other, under clients that come back. */
final class RollingMode {

  private static final Duration STEP_PATIENCE = Duration.ofMinutes(2);

  private final Fleet fleet;
  private final Words words;
  private final int threads;
  private final boolean probes;
  private final @Nullable InetSocketAddress proxy;
  private final double firstPerSecond;
  private final double patienceSeconds;
  private final PrintWriter progress;

  RollingMode(
      Fleet fleet,
      Words words,
      int threads,
      boolean probes,
      @Nullable InetSocketAddress proxy,
      double firstPerSecond,
      double patienceSeconds,
      PrintWriter progress) {
    this.fleet = fleet;
    this.words = words;
    this.threads = threads;
    this.probes = probes;
    this.proxy = proxy;
    this.firstPerSecond = firstPerSecond;
    this.patienceSeconds = patienceSeconds;
    this.progress = progress;
  }

  Result run(String work, int clients, int topics) {
    Setup setup =
        new Setup(
            fleet.urls(),
            words,
            clients,
            Math.min(topics, clients),
            -1,
            threads,
            2 * clients,
            0,
            Duration.ZERO,
            STEP_PATIENCE);
    try (Balancer balancer = new Balancer(fleet, probes, proxy)) {
      Swarm swarm = new Swarm(fleet, balancer, firstPerSecond);
      try (Load load = Load.start(setup, swarm)) {
        return run(work, load, swarm);
      }
    }
  }

  private Result run(String work, Load load, Swarm swarm) {
    CpuPeak cpu = new CpuPeak();
    Watch watch = new Watch(progress, work);
    watch.check(
        () -> {
          load.check();
          cpu.sample();
        });
    int clients = load.setup().clients();
    swarm.begin(load);
    all(watch, load, clients);
    Figures figures = new Figures().add("n", clients).add("nodes", fleet.size());
    figures.add("first_attempts", swarm.attempts.sum());
    double slowest = 0;
    for (int node = 0; node < fleet.size(); node++) {
      slowest = Math.max(slowest, restart(node, watch, load, swarm, cpu, figures));
    }
    long missing = clients - load.joinedNow();
    load.leave(watch);
    load.end();
    figures.add("attempts", swarm.attempts.sum() - clients).add("refused", swarm.refused.sum());
    figures.add("closed_1012", swarm.closedByDrain.sum());
    figures.add("closed_twice", swarm.closedTwice.sum()).add("cut", swarm.cut.sum());
    figures.add("stay_away", swarm.stayAway.sum()).add("missing", missing);
    figures.add("slowest_last_back_s", slowest);
    Histogram away = swarm.away();
    figures.add("away_us", away.figures());
    load.counts().report(figures);
    long faults =
        swarm.closedTwice.sum() + swarm.cut.sum() + swarm.stayAway.sum() + Math.max(0, missing);
    return new Result(
        work, "comebacks", away.count() / Math.max(0.001, slowest), away, faults, figures.asMap());
  }

  private void all(Watch watch, Load load, int clients) {
    watch.until(
        patienceSeconds,
        () -> load.joinedNow() == clients,
        () -> "joined %d of %d".formatted(load.joinedNow(), clients));
  }

  /** Returns how long it took until the last client was back, in seconds. */
  private double restart(
      int node, Watch watch, Load load, Swarm swarm, CpuPeak cpu, Figures figures) {
    long attempts = swarm.attempts.sum();
    long refused = swarm.refused.sum();
    long closed = swarm.closedByDrain.sum();
    int clients = load.setup().clients();
    cpu.begin(fleet.pidsBut(node));
    long start = Clock.nanos();
    long[] ended = {start};
    swarm.stopping(node);
    CompletableFuture<Void> restarted =
        CompletableFuture.runAsync(
            () -> fleet.restart(node, () -> ended[0] = Clock.nanos()),
            task -> new Thread(task, "restart").start());
    watch.until(
        patienceSeconds,
        () -> restarted.isDone() && load.joinedNow() == clients,
        () -> "node %d restarts, joined %d of %d".formatted(node, load.joinedNow(), clients));
    long up = Clock.nanos();
    try {
      restarted.join();
    } catch (CompletionException e) {
      throw new BenchException("node " + node + " does not restart", e);
    }
    double lastBack = Math.max(0, swarm.lastBack() - start) / 1e9;
    String prefix = "restart_" + node + "_";
    figures.add(prefix + "closed", swarm.closedByDrain.sum() - closed);
    figures.add(prefix + "attempts", swarm.attempts.sum() - attempts);
    figures.add(prefix + "refused", swarm.refused.sum() - refused);
    figures.add(prefix + "last_back_s", lastBack);
    figures.add(prefix + "ended_s", (ended[0] - start) / 1e9);
    figures.add(prefix + "up_s", (up - start) / 1e9);
    figures.add(prefix + "cpu_peak_pct", cpu.percentOfAll());
    figures.add(prefix + "cpu_peak_of_one_pct", cpu.percentOfOne());
    return lastBack;
  }
}
