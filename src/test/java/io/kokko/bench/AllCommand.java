package io.kokko.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs each mode once, at a modest size. */
@Command(
    name = "all",
    description = "All modes at modest sizes, in one table.",
    mixinStandardHelpOptions = true)
final class AllCommand implements Callable<Integer> {

  private static final int SMALL_BYTES = 128;
  private static final int LARGE_BYTES = 4096;

  @Mixin private CommonOptions common = new CommonOptions();

  @Option(
      names = "-n",
      paramLabel = "CLIENTS",
      description = "The most clients at a time (default: ${DEFAULT-VALUE}).")
  private int clients = 5000;

  @Option(
      names = "--secs",
      paramLabel = "SECONDS",
      description = "How long to measure each (default: ${DEFAULT-VALUE}).")
  private double seconds = 5;

  @Option(
      names = "--warmup",
      paramLabel = "SECONDS",
      description = "How long to run before each (default: ${DEFAULT-VALUE}).")
  private double warmupSeconds = 3;

  @Override
  public Integer call() {
    common.require(clients > 1, "-n", clients, "2 or more");
    List<Result> results = new ArrayList<>();
    if (common.isGiven()) {
      return common.run(
          session -> {
            results.addAll(onOne(session));
            if (session.servers().urls().size() > 1) {
              results.addAll(onTwo(session));
            }
            return results;
          });
    }
    common.measure(1, session -> results.addAll(onOne(session)));
    common.measure(2, session -> results.addAll(onTwo(session)));
    return common.report(results);
  }

  private List<Result> onOne(Session session) {
    int some = Math.min(1000, clients);
    double settle = Math.min(2, seconds);
    int few = Math.min(200, clients);
    TrafficMode traffic = new TrafficMode(session, warmupSeconds, seconds, 5);
    List<Result> results = new ArrayList<>(new ConnectMode(session, settle).run(clients, 100, 2));
    results.add(traffic.fanout("fanout, window 4", session.setup(some, 1), plan(Pace.of(0, 4))));
    results.add(traffic.fanout("fanout, window 1", session.setup(some, 1), plan(Pace.of(0, 1))));
    results.add(
        traffic.fanout("fanout, 40 a second", session.setup(some, 1), plan(Pace.of(40, 1))));
    results.add(
        traffic.fanout(
            "fanout, topics of 10", session.setup(clients, clients / 10), plan(Pace.of(0, 2))));
    results.add(
        traffic.echo("echo", session.setup(some, 1), new Echo.Plan(SMALL_BYTES, Pace.of(0, 1))));
    results.add(new ChurnMode(session, warmupSeconds, seconds).run("churn", few, 1));
    results.add(new IdleMode(session, settle, 2 * seconds).run("idle", clients, 100));
    results.addAll(
        new SlowMode(session, warmupSeconds, 2 * seconds, 5, 0)
            .run(
                "slow, 1 in " + some,
                some,
                1,
                new Fanout.Plan(1, true, LARGE_BYTES, Pace.of(20, 1))));
    return results;
  }

  private List<Result> onTwo(Session session) {
    TrafficMode traffic = new TrafficMode(session, warmupSeconds, seconds, 5);
    ClusterMode cluster = new ClusterMode(session, traffic);
    return List.of(
        cluster.run("cluster, window 256", 10, 1, SMALL_BYTES, Pace.of(0, 256)),
        cluster.run("cluster, 1,000 a second", 10, 1, SMALL_BYTES, Pace.of(1000, 1)));
  }

  private static Fanout.Plan plan(Pace pace) {
    return new Fanout.Plan(1, true, SMALL_BYTES, pace);
  }
}
