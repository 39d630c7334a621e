package io.kokko.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Chooses a node for each connection: in turn among those whose port has answered the last probe,
 * or any of them, as a name with several addresses does. Any thread may call it.
 */
final class Balancer implements AutoCloseable {

  private static final long PROBE_MILLIS = 50;
  private static final int PATIENCE_MILLIS = 1000;

  private final Fleet fleet;
  private final boolean probes;
  private final boolean[] up;
  private final AtomicInteger next = new AtomicInteger();
  private final Thread prober = new Thread(this::probe, "balancer");
  private volatile boolean ended;

  Balancer(Fleet fleet, boolean probes) {
    this.fleet = fleet;
    this.probes = probes;
    this.up = new boolean[fleet.size()];
    java.util.Arrays.fill(up, true);
    prober.setDaemon(true);
    if (probes) {
      prober.start();
    }
  }

  int choose() {
    int size = fleet.size();
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
