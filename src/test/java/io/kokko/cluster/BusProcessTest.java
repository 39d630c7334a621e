package io.kokko.cluster;

import static io.kokko.cluster.BusProcess.number;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The bus between three processes, under load and when one of them fails.
 *
 * <p>Short, unless the system property {@code kokko.full} is true.
 */
class BusProcessTest {

  private static final boolean FULL = Boolean.getBoolean("kokko.full");
  private static final int BURST = FULL ? 1_000_000 : 100_000;

  /** As documented: unreachable in 5 s, removed 10 s later. */
  private static final Duration REMOVED_AFTER = Duration.ofSeconds(20);

  @TempDir private Path directory;
  private BusProcess sender;
  private BusProcess one;
  private BusProcess two;

  @BeforeEach
  void start() {
    String small = "-XX:TieredStopAtLevel=1";
    sender = BusProcess.start("sender@127.0.0.1", directory, small);
    one = BusProcess.start("one@127.0.0.1", directory, small);
    two = BusProcess.start("two@127.0.0.1", directory, small);
    sender.ask("connect one@127.0.0.1", "connected true");
    sender.ask("connect two@127.0.0.1", "connected true");
  }

  @AfterEach
  void close() {
    List.of(sender, one, two).forEach(BusProcess::close);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 16})
  void burstReachesBothOtherNodesWholeAndInOrder(int senders) {
    int count = BURST / senders * senders;
    sender.ask("burst " + count + " " + senders + " 100", "sent " + count);

    assertWhole(one.ask("await " + count, "heard"), count);
    assertWhole(two.ask("await " + count, "heard"), count);
    assertThat(sender.ask("state", "state")).doesNotContain("dropped=1");
    assertThat(Long.parseLong(sender.ask("memory", "memory").substring(7))).isLessThan(300);
  }

  @Test
  void largeOnesGoBetweenSmallOnes() {
    sender.ask("burst 1 1 10000000", "sent");
    sender.ask("burst 1000 1 100", "sent");
    sender.ask("burst 3 1 10000000", "sent");

    assertWhole(one.ask("await 1004", "heard"), 1004);
    assertWhole(two.ask("await 1004", "heard"), 1004);
  }

  @Test
  void nodeThatIsStoppedForThreeSecondsMissesNothingAndHoldsNobodyUp() {
    one.signal("STOP");
    long stopped = System.nanoTime();

    sender.ask("rate 5000 3 100", "sent 15000");
    String local = sender.ask("local", "local");
    String other = two.ask("await 15000", "heard");
    assertThat(since(stopped)).isGreaterThan(Duration.ofSeconds(3));
    one.signal("CONT");

    assertThat(number(local, "gap")).isLessThan(500);
    assertWhole(other, 15_000);
    assertThat(number(other, "gap")).isLessThan(500);
    assertWhole(one.ask("await 15000", "heard"), 15_000);
  }

  @ParameterizedTest
  @ValueSource(strings = {"STOP", "KILL"})
  void nodeThatIsGoneForGoodIsRemovedAndItsBacklogCounted(String signal) {
    one.signal(signal);
    long gone = System.nanoTime();
    int heard = 0;

    while (sender.ask("state", "state").contains("one@")) {
      assertThat(since(gone)).isLessThan(REMOVED_AFTER);
      sender.ask("rate 2000 1 100", "sent 2000");
      heard += 2000;
    }

    System.out.println(signal + ": removed after " + since(gone).toMillis() + " ms");
    assertThat(number(sender.ask("lost", "lost"), "messages")).isPositive();
    assertThat(number(sender.ask("local", "local"), "gap")).isLessThan(1000);
    assertWhole(two.ask("await " + heard, "heard"), heard);
  }

  private static void assertWhole(String heard, int count) {
    assertThat(number(heard, "count")).as(heard).isEqualTo(count);
    assertThat(number(heard, "missing")).as(heard).isZero();
    assertThat(number(heard, "again")).as(heard).isZero();
  }

  private static Duration since(long nanos) {
    return Duration.ofNanos(System.nanoTime() - nanos);
  }
}
