package io.kokko.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.kokko.hello.RunningHello;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A deploy under clients that come back as phoenix.js does. */
@Timeout(180)
class RollingTest {

  private static final int NODES = 3;
  private static final String[] SETTINGS = {
    "kokko.endpoint.drain.rate = 200", "kokko.limits.node.connects = 50/100ms"
  };

  @TempDir private Path directory;

  /** Nodes within this JVM; each comes back at another port, as in a cluster of containers. */
  private final class HelloFleet implements Fleet {
    private final AtomicReferenceArray<RunningHello> nodes = new AtomicReferenceArray<>(NODES);

    HelloFleet() {
      for (int node = 0; node < NODES; node++) {
        start(node);
      }
    }

    private void start(int node) {
      RunningHello started = RunningHello.start(name(node), directory, SETTINGS);
      nodes.set(node, started);
      if (nodes.get((node + 1) % NODES) != null) {
        started.connect(name((node + 1) % NODES));
      } else if (node > 0) {
        started.connect(name(node - 1));
      }
    }

    private static String name(int node) {
      return "rolling" + node + "@127.0.0.1";
    }

    @Override
    public int size() {
      return NODES;
    }

    @Override
    public InetSocketAddress address(int node) {
      return nodes.get(node).address();
    }

    @Override
    public List<Long> pidsBut(int node) {
      return List.of();
    }

    @Override
    public void restart(int node, Runnable onEnded) {
      nodes.get(node).close();
      onEnded.run();
      start(node);
    }

    @Override
    public void close() {
      for (int node = 0; node < NODES; node++) {
        nodes.get(node).close();
      }
    }
  }

  private Result roll(boolean probes) {
    try (Fleet fleet = new HelloFleet()) {
      PrintWriter nobody = new PrintWriter(new StringWriter());
      return new RollingMode(
              fleet, new Words("bench:", "shout", "echo", "{}"), 1, probes, null, 1000, 60, nobody)
          .run("rolling", 300, 10);
    }
  }

  private static void assertAllCameBackOnce(Result result) {
    assertThat(result.figures())
        .containsEntry("closed_twice", 0L)
        .containsEntry("cut", 0L)
        .containsEntry("stay_away", 0L)
        .containsEntry("missing", 0L);
    assertThat(figure(result, "closed_1012")).isGreaterThanOrEqualTo(300);
    assertThat(result.faults()).isZero();
  }

  private static long figure(Result result, String name) {
    return Long.parseLong(String.valueOf(result.figures().get(name)));
  }

  @Test
  void clientsFindTheNodesThatStayAndNoneIsClosedTwice() {
    Result result = roll(true);

    assertAllCameBackOnce(result);
  }

  @Test
  void clientsThatComeBackToTheNodeThatStopsAreNotLetInAgain() {
    Result result = roll(false);

    assertAllCameBackOnce(result);
    assertThat(figure(result, "refused")).isPositive();
  }
}
