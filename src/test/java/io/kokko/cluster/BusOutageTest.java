package io.kokko.cluster;

import static io.kokko.cluster.BusProcess.number;
import static io.kokko.cluster.BusTrio.awaitWhole;
import static org.assertj.core.api.Assertions.assertThat;

import io.kokko.machine.Alone;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The bus between three processes when one of them fails: it holds nobody up. */
@Alone
class BusOutageTest {

  /** As documented: unreachable in 5 s, removed 10 s later. */
  private static final Duration REMOVED_AFTER = Duration.ofSeconds(20);

  @TempDir private Path directory;
  private BusTrio nodes;

  @BeforeEach
  void start() {
    nodes = BusTrio.start(directory);
    nodes.connect();
  }

  @AfterEach
  void close() {
    nodes.close();
  }

  @Test
  void nodeThatIsStoppedForThreeSecondsMissesNothingAndHoldsNobodyUp() {
    nodes.one().signal("STOP");
    long stopped = System.nanoTime();

    nodes.sender().ask("rate 5000 3 100", "sent 15000");
    String local = nodes.sender().ask("local", "local");
    String other = awaitWhole(nodes.two(), 15_000);
    assertThat(since(stopped)).isGreaterThan(Duration.ofSeconds(3));
    nodes.one().signal("CONT");

    assertThat(number(local, "gap")).isLessThan(500);
    assertThat(number(other, "gap")).isLessThan(500);
    awaitWhole(nodes.one(), 15_000);
  }

  @ParameterizedTest
  @ValueSource(strings = {"STOP", "KILL"})
  void nodeThatIsGoneForGoodIsRemovedAndItsBacklogCounted(String signal) {
    nodes.one().signal(signal);
    long gone = System.nanoTime();
    int heard = 0;

    while (nodes.sender().ask("state", "state").contains("one@")) {
      assertThat(since(gone)).isLessThan(REMOVED_AFTER);
      nodes.sender().ask("rate 2000 1 100", "sent 2000");
      heard += 2000;
    }

    System.out.println(signal + ": removed after " + since(gone).toMillis() + " ms");
    assertThat(number(nodes.sender().ask("lost", "lost"), "messages")).isPositive();
    assertThat(number(nodes.sender().ask("local", "local"), "gap")).isLessThan(1000);
    awaitWhole(nodes.two(), heard);
  }

  private static Duration since(long nanos) {
    return Duration.ofNanos(System.nanoTime() - nanos);
  }
}
