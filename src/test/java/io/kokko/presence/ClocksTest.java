package io.kokko.presence;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ClocksTest {

  private static final int SEEDS = 300;
  private static final int LAST = 60;

  private final Clocks clocks = new Clocks();

  @Test
  void nothingIsKnownAtFirst() {
    assertThat(clocks.contains(1)).isFalse();
    assertThat(clocks.contiguous()).isZero();
    assertThat(clocks.intersects(1, 100)).isFalse();
  }

  @Test
  void gapsCloseWhenWhatIsBetweenArrives() {
    clocks.add(4, 6);
    clocks.add(1, 2);
    assertThat(clocks.contiguous()).isEqualTo(2);

    clocks.add(3);

    assertThat(clocks.contiguous()).isEqualTo(6);
    assertThat(clocks).hasToString("[1, 6]");
  }

  @Test
  void emptyRangeAddsNothing() {
    clocks.add(5, 4);

    assertThat(clocks).hasToString("[]");
  }

  @Test
  void rangesAreWhatASetOfTheirNumbersIs() {
    for (int seed = 0; seed < SEEDS; seed++) {
      agreesWithASet(new Random(seed), seed);
    }
  }

  private static void agreesWithASet(Random random, int seed) {
    Clocks ranges = new Clocks();
    TreeSet<Long> set = new TreeSet<>();
    for (int i = 0; i < 20; i++) {
      long first = 1L + random.nextInt(LAST);
      long last = Math.min(LAST, first + random.nextInt(6));
      ranges.add(first, last);
      for (long clock = first; clock <= last; clock++) {
        set.add(clock);
      }
    }
    long contiguous = 0;
    for (long clock = 1; clock <= LAST + 1; clock++) {
      assertThat(ranges.contains(clock))
          .as("%s of seed %s", clock, seed)
          .isEqualTo(set.contains(clock));
      assertThat(ranges.intersects(clock, clock + 3))
          .as("%s of seed %s", clock, seed)
          .isEqualTo(!set.subSet(clock, clock + 4).isEmpty());
      contiguous = contiguous == clock - 1 && set.contains(clock) ? clock : contiguous;
    }
    assertThat(ranges.contiguous()).as("seed %s", seed).isEqualTo(contiguous);
  }
}
