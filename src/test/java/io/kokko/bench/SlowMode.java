package io.kokko.bench;

import io.kokko.bench.Client.End;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Measures what clients that stop reading do to the others, and what becomes of them. */
final class SlowMode {

  private final Session session;
  private final double warmupSeconds;
  private final double seconds;
  private final double drainSeconds;
  private final int receiveBufferBytes;

  /**
   * Takes how long to load before some stop reading and as long after it, how long to wait for what
   * becomes of them, and what the kernel may keep for each of them, 0 for what it does by itself.
   */
  SlowMode(
      Session session,
      double warmupSeconds,
      double seconds,
      double drainSeconds,
      int receiveBufferBytes) {
    this.session = session;
    this.warmupSeconds = warmupSeconds;
    this.seconds = seconds;
    this.drainSeconds = drainSeconds;
    this.receiveBufferBytes = receiveBufferBytes;
  }

  /** Runs it on one topic; the last so many of the clients stop reading. */
  List<Result> run(String work, int clients, int slow, Fanout.Plan plan) {
    Setup setup = session.setup(clients, 1);
    Fanout fanout = new Fanout(plan, setup);
    try (Load load = Load.start(setup, fanout)) {
      Watch watch = session.watch(work, load);
      onSlow(load, slow, client -> client.limitReceiveBuffer(receiveBufferBytes));
      load.join(watch);
      fanout.begin(load);
      stage(fanout, watch, warmupSeconds);
      fanout.stages().begin(Clock.nanos());
      Window before = stage(fanout, watch, seconds);
      onSlow(load, slow, Client::stopReading);
      fanout.stages().begin(Clock.nanos());
      Window with = stage(fanout, watch, seconds);
      fanout.end();
      onSlow(load, slow, Client::hear);
      watch.until(drainSeconds, () -> isOver(load, fanout, slow), () -> "reads on");
      List<Client> stalled = load.clients().subList(clients - slow, clients);
      Map<String, Integer> ends = ends(stalled);
      long othersDropped =
          load.clients().stream().limit(clients - slow).filter(Client::hasFailed).count();
      load.leave(watch);
      load.end();

      Fanout.Outcome outcome = fanout.outcome(load.clients());
      long faults =
          outcome.lost() + othersDropped + fanout.counts().faults() + load.counts().failures();
      Figures first = figures(plan, clients, slow, fanout.latency(0), before);
      Figures second = figures(plan, clients, slow, fanout.latency(1), with);
      double growth = fanout.latency(1).micros(99) / fanout.latency(0).micros(99);
      second.add("p99_ratio", growth).add("slow_ended", ends).add("others_dropped", othersDropped);
      second.add("lost", outcome.lost()).add("lost_on_dropped", outcome.lostOnDropped());
      second.add("send_lag_us", fanout.sendLag().figures());
      fanout.counts().report(second);
      load.counts().report(second);
      return List.of(
          result(work + ", before", before, fanout.latency(0), 0, first),
          result(work + ", with", with, fanout.latency(1), faults, second));
    }
  }

  private static Result result(
      String work, Window window, Histogram latency, long faults, Figures figures) {
    return new Result(work, "deliveries", window.perSecond(), latency, faults, figures.asMap());
  }

  private Window stage(Fanout fanout, Watch watch, double length) {
    return Window.of(session, watch, length, fanout.counts().received::sum, "deliveries");
  }

  private static Figures figures(
      Fanout.Plan plan, int clients, int slow, Histogram latency, Window window) {
    Figures figures = new Figures().add("n", clients).add("slow", slow);
    figures.add("size", plan.sizeBytes()).add("rate", plan.pace().perSecond());
    window.report(figures, "deliveries");
    return figures.add("latency_us", latency.figures());
  }

  private static void onSlow(Load load, int slow, Consumer<Client> task) {
    int first = load.clients().size() - slow;
    load.onEachLoop(loop -> loop.clients().stream().filter(c -> c.index() >= first).forEach(task));
  }

  /** Tells whether all have been cut off, or none, and they have everything. */
  private static boolean isOver(Load load, Fanout fanout, int slow) {
    int first = load.clients().size() - slow;
    long cut = load.clients().stream().skip(first).filter(Client::hasFailed).count();
    return cut == slow || (cut == 0 && fanout.isAllThere());
  }

  /** Counts how they ended: close frames by their code, FIN, RESET, or NONE if they live. */
  private static Map<String, Integer> ends(List<Client> clients) {
    Map<String, Integer> ends = new TreeMap<>();
    for (Client client : clients) {
      boolean closed = client.end() == End.CLOSE_FRAME;
      String how = closed ? "close " + client.closeCode() : client.end().name();
      ends.merge(how, 1, Integer::sum);
    }
    return ends;
  }
}
