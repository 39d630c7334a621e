package io.kokko.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Chooses where each connection goes: in turn to those nodes whose port has answered the last
 * probe, or to any of them, as a name with several addresses does, or to a proxy that chooses by
 * itself. Any thread may call it.
 */
final class Balancer implements AutoCloseable {

  private static final long PROBE_MILLIS = 50;
  private static final int PATIENCE_MILLIS = 1000;

  private final Fleet fleet;
  private final @Nullable InetSocketAddress proxy;
  private final boolean probes;
  private final boolean[] up;
  private final AtomicInteger next = new AtomicInteger();
  private final Thread prober = new Thread(this::probe, "balancer");
  private volatile boolean ended;

  Balancer(Fleet fleet, boolean probes, @Nullable InetSocketAddress proxy) {
    this.fleet = fleet;
    this.proxy = proxy;
    this.probes = probes && proxy == null;
    this.up = new boolean[fleet.size()];
    java.util.Arrays.fill(up, true);
    prober.setDaemon(true);
    if (this.probes) {
      prober.start();
    }
  }

  /** Returns where a chosen one is. */
  InetSocketAddress address(int chosen) {
    return proxy == null ? fleet.address(chosen) : proxy;
  }

  /** Returns what a client that went to a chosen one has to reckon with when a node stops. */
  int chosenAs(int node) {
    return proxy == null ? node : 0;
  }

  int choose() {
    int size = fleet.size();
    if (proxy != null) {
      return 0;
    }
    if (!probes) {
      return ThreadLocalRandom.current().nextInt(size);
    }
    synchronized (up) {
      for (int i = 0; i < size; i++) {
        int node = Math.floorMod(next.getAndIncrement(), size);
        if (up[node]) {
          return node;
        }
      }
    }
    return Math.floorMod(next.getAndIncrement(), size);
  }

  private void probe() {
    while (!ended) {
      for (int node = 0; node < fleet.size(); node++) {
        boolean answers = answers(fleet.address(node));
        synchronized (up) {
          up[node] = answers;
        }
      }
      pause();
    }
  }

  private static boolean answers(InetSocketAddress address) {
    try (Socket socket = new Socket()) {
      socket.connect(address, PATIENCE_MILLIS);
      return true;
    } catch (IOException refused) {
      return false;
    }
  }

  private void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(PROBE_MILLIS);
    } catch (InterruptedException e) {
      ended = true;
    }
  }

  @Override
  public void close() {
    ended = true;
    prober.interrupt();
  }
}
