package io.kokko.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BrokenLinksTest {

  /** The smaller number is the older member. */
  private static final Comparator<Integer> OLDEST_FIRST = Comparator.naturalOrder();

  private final BrokenLinks<Integer> links = new BrokenLinks<>();

  @Test
  void nobodyGoesIfNothingIsBroken() {
    assertThat(links.toGiveUp(OLDEST_FIRST)).isEmpty();
  }

  @Test
  void ofTwoTheYoungerGoes() {
    links.add(7, 3);
    links.add(3, 7);

    assertThat(links.toGiveUp(OLDEST_FIRST)).containsExactly(7);
  }

  @Test
  void oneThatMissesSeveralGoesBeforeThose() {
    links.add(1, 5);
    links.add(6, 1);

    assertThat(links.toGiveUp(OLDEST_FIRST)).containsExactly(1);
  }

  @Test
  void linksThatAreNotConnectedAreJudgedEachForItself() {
    links.add(1, 2);
    links.add(3, 4);

    assertThat(links.toGiveUp(OLDEST_FIRST)).containsExactlyInAnyOrder(2, 4);
  }

  @Test
  void whoIsLeftReachesAllWhoAreLeft() {
    Random random = new Random(4040);
    for (int run = 0; run < 1000; run++) {
      List<Set<Integer>> pairs = new ArrayList<>();
      BrokenLinks<Integer> broken = new BrokenLinks<>();
      for (int pair = random.nextInt(12); pair > 0; pair--) {
        int one = random.nextInt(8);
        int other = (one + 1 + random.nextInt(7)) % 8;
        pairs.add(Set.of(one, other));
        broken.add(one, other);
      }

      Set<Integer> givenUp = new HashSet<>(broken.toGiveUp(OLDEST_FIRST));

      assertThat(pairs).allMatch(pair -> pair.stream().anyMatch(givenUp::contains));
    }
  }
}
