package io.kokko.bench;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.LongAdder;

/**
 * Clients that come back as phoenix.js does: 10, 50, 100, 150, 200, 250, 500, 1000, 2000, then 5000
 * ms after a connection has ended or was refused, counted from the last one that opened; never
 * after a close with 1000.
 *
 * @see <a href="https://github.com/phoenixframework/phoenix/blob/v1.8/assets/js/phoenix/socket.js">
 *     reconnectAfterMs</a>
 */
final class Swarm implements Scenario {

  private static final long[] RECONNECT_MILLIS = {
    10, 50, 100, 150, 200, 250, 500, 1000, 2000, 5000
  };
  private static final int NORMAL = 1000;
  private static final int RESTART = 1012;

  /** A client that is to connect. */
  private record Try(Client client, long due) {}

  final LongAdder attempts = new LongAdder();

  /** Tries that ended before the socket was open. */
  final LongAdder refused = new LongAdder();

  final LongAdder closedByDrain = new LongAdder();

  /** Closes by the same stop of a node that had closed the client already. */
  final LongAdder closedTwice = new LongAdder();

  /** Open sockets that ended in any other way. */
  final LongAdder cut = new LongAdder();

  final LongAdder stayAway = new LongAdder();

  private final Fleet fleet;
  private final Balancer balancer;
  private final double firstPerSecond;
  private final List<Pack> packs = new ArrayList<>();

  /** How often each node was told to stop. */
  private final AtomicIntegerArray stops;

  private volatile long lastBack;

  /** Has the first connects come at a rate. */
  Swarm(Fleet fleet, Balancer balancer, double firstPerSecond) {
    this.fleet = fleet;
    this.balancer = balancer;
    this.firstPerSecond = firstPerSecond;
    this.stops = new AtomicIntegerArray(fleet.size());
  }

  @Override
  public Script on(Loop loop) {
    Pack pack = new Pack(loop);
    packs.add(pack);
    return pack;
  }

  /** Lets all clients connect for the first time. */
  void begin(Load load) {
    long now = Clock.nanos();
    load.onEachLoop(
        loop ->
            loop.clients()
                .forEach(
                    client ->
                        ((Pack) loop.script())
                            .tries.add(
                                new Try(
                                    client,
                                    now
                                        + (long)
                                            (client.index() * Clock.SECOND / firstPerSecond)))));
  }

  /** A node is told to stop now. */
  void stopping(int node) {
    stops.incrementAndGet(balancer.chosenAs(node));
  }

  /** Returns when the last client has joined. */
  long lastBack() {
    return lastBack;
  }

  /** Returns how long clients were away; only when the loops have ended. */
  Histogram away() {
    Histogram all = new Histogram();
    packs.forEach(pack -> all.addAll(pack.away));
    return all;
  }

  /** Those of one loop, on its thread. */
  private final class Pack implements Script {
    private final Loop loop;
    private final Histogram away = new Histogram();
    private final PriorityQueue<Try> tries =
        new PriorityQueue<>(Comparator.comparingLong(Try::due));

    /** By the client's number: tries since the last open, its node, when it went, who closed it. */
    private final java.util.Map<Integer, Fate> fates = new java.util.HashMap<>();

    Pack(Loop loop) {
      this.loop = loop;
    }

    @Override
    public void joined(Client client, long now) {
      Fate fate = fate(client);
      if (fate.awaySince >= 0) {
        away.add(now - fate.awaySince);
      }
      fate.awaySince = -1;
      fate.open = true;
      fate.tries = 0;
      lastBack = now;
    }

    @Override
    public void ended(Client client, boolean orderly, long now) {
      Fate fate = fate(client);
      if (orderly || !client.hasFailed()) {
        return;
      }
      judge(client, fate, now);
      if (client.end() == Client.End.CLOSE_FRAME && client.closeCode() == NORMAL) {
        stayAway.increment();
        return;
      }
      long millis = RECONNECT_MILLIS[Math.min(fate.tries, RECONNECT_MILLIS.length - 1)];
      fate.tries++;
      tries.add(new Try(client, now + millis * Clock.MILLI));
    }

    private void judge(Client client, Fate fate, long now) {
      if (!fate.open) {
        refused.increment();
        return;
      }
      fate.open = false;
      fate.awaySince = now;
      if (client.end() != Client.End.CLOSE_FRAME || client.closeCode() != RESTART) {
        cut.increment();
        return;
      }
      closedByDrain.increment();
      int stop = stops.get(fate.node);
      if (fate.closedBy[fate.node] == stop) {
        closedTwice.increment();
      }
      fate.closedBy[fate.node] = stop;
    }

    @Override
    public long turn(long now) {
      while (!tries.isEmpty() && tries.peek().due() <= now) {
        Client client = tries.remove().client();
        Fate fate = fate(client);
        fate.node = balancer.choose();
        client.aim(balancer.address(fate.node));
        attempts.increment();
        loop.open(client);
      }
      return tries.isEmpty() ? Long.MAX_VALUE : tries.peek().due();
    }

    private Fate fate(Client client) {
      return fates.computeIfAbsent(client.index(), index -> new Fate(fleet.size()));
    }
  }

  /** What has become of one client. */
  private static final class Fate {
    int tries;
    int node;
    boolean open;
    long awaySince = -1;

    /** By node: which of its stops has closed this client last. */
    final int[] closedBy;

    Fate(int nodes) {
      closedBy = new int[nodes];
    }
  }
}
