package io.kokko.bench;

import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/** All clients of one run, on their loops. The thread that made it uses it. */
final class Load implements AutoCloseable {

  private static final double PATIENCE_SECONDS = 10;

  private final Setup setup;
  private final LinkCounts counts = new LinkCounts();
  private final LongAdder joinedNow = new LongAdder();
  private final List<Loop> loops = new ArrayList<>();
  private final List<Client> clients = new ArrayList<>();
  private boolean ended;

  private Load(Setup setup) {
    this.setup = setup;
  }

  /** Starts the loops; no client connects yet. */
  static Load start(Setup setup, Scenario scenario) {
    OpenFiles.require(setup.clients());
    Load load = new Load(setup);
    for (int i = 0; i < setup.threads(); i++) {
      load.loops.add(new Loop(i, setup, scenario, load.counts, load.joinedNow));
    }
    for (int i = 0; i < setup.clients(); i++) {
      Loop loop = load.loops.get(i % setup.threads());
      Client client = new Client(loop, i, address(setup.url(i)), setup);
      loop.add(client);
      load.clients.add(client);
    }
    load.loops.forEach(Loop::start);
    return load;
  }

  private static InetSocketAddress address(URI url) {
    int port = url.getPort() >= 0 ? url.getPort() : "wss".equals(url.getScheme()) ? 443 : 80;
    InetSocketAddress address = new InetSocketAddress(url.getHost(), port);
    if (address.isUnresolved()) {
      throw new BenchException("no such host: " + url.getHost());
    }
    return address;
  }

  Setup setup() {
    return setup;
  }

  LinkCounts counts() {
    return counts;
  }

  /** Returns all clients by their number; they belong to their loops' threads. */
  List<Client> clients() {
    return Collections.unmodifiableList(clients);
  }

  long joinedNow() {
    return joinedNow.sum();
  }

  /** Has something done on each loop. */
  void onEachLoop(Consumer<Loop> task) {
    loops.forEach(loop -> loop.execute(task));
  }

  /**
   * Opens and joins all clients, and returns how long that took until the last joined, in seconds.
   *
   * @throws BenchException if none could join
   */
  double join(Watch watch) {
    long joinedBefore = counts.joined.sum();
    long failedBefore = counts.failures();
    long start = Clock.nanos();
    onEachLoop(loop -> loop.clients().forEach(loop::open));
    watch.until(
        Double.POSITIVE_INFINITY,
        () ->
            counts.joined.sum() - joinedBefore + counts.failures() - failedBefore >= clients.size(),
        () ->
            "joined %d of %d, failed %d"
                .formatted(counts.joined.sum() - joinedBefore, clients.size(), counts.failures()));
    if (counts.joined.sum() == joinedBefore) {
      Figures figures = new Figures();
      counts.report(figures);
      throw new BenchException("no client could join: " + figures.asMap());
    }
    long last = loops.stream().mapToLong(Loop::lastJoined).max().orElse(start);
    return Math.max(1, last - start) / 1e9;
  }

  /** Closes all clients as clients do, and waits for the server's part of it. */
  void leave(Watch watch) {
    onEachLoop(loop -> loop.clients().forEach(client -> client.close(Clock.nanos())));
    watch.until(PATIENCE_SECONDS, () -> joinedNow() == 0 && isOver(), () -> "open " + joinedNow());
    onEachLoop(loop -> loop.clients().forEach(Client::cut));
  }

  private boolean isOver() {
    return clients.stream().noneMatch(client -> client.state() == Client.State.CLOSING);
  }

  /**
   * Throws what ended one of the loops, if anything has.
   *
   * @throws BenchException since without a loop no figure is right
   */
  void check() {
    for (Loop loop : loops) {
      Throwable failure = loop.failure();
      if (failure != null) {
        throw new BenchException("the generator itself failed: " + failure, failure);
      }
    }
  }

  /** Ends the loops, after which their times may be read. */
  StepTimes end() {
    close();
    check();
    StepTimes all = new StepTimes();
    loops.forEach(loop -> all.addAll(loop.times()));
    return all;
  }

  @Override
  public void close() {
    if (ended) {
      return;
    }
    ended = true;
    try {
      for (Loop loop : loops) {
        loop.end();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchException("interrupted", e);
    }
  }
}
