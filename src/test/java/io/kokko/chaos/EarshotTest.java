package io.kokko.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** A judge that finds nothing proves nothing. */
class EarshotTest {

  private final Earshot earshot = new Earshot();

  @Test
  void numbersThatRiseAreWell() {
    earshot.joined();
    List.of(3L, 4L, 5L).forEach(n -> earshot.heard("one", n));
    earshot.heard("two", 4);

    assertThat(earshot.faults()).isEmpty();
    assertThat(earshot.missing("one", taken(1, 2, 3, 4, 5, 6))).isEmpty();
    assertThat(earshot.newest("one")).isEqualTo(5);
    assertThat(earshot.newest("three")).isZero();
  }

  @Test
  void sameNumberTwiceAndALowerOneAreFaultsEvenOnAnotherConnection() {
    earshot.joined();
    List.of(1L, 2L, 2L).forEach(n -> earshot.heard("one", n));
    earshot.joined();
    earshot.heard("one", 1);

    assertThat(earshot.faults()).containsExactly("one: 2 after 2", "one: 1 after 2");
    assertThat(earshot.joins()).isEqualTo(2);
  }

  @Test
  void onlyWhatTheNodeHasTakenCanBeMissing() {
    earshot.joined();
    List.of(1L, 5L).forEach(n -> earshot.heard("one", n));

    assertThat(earshot.missing("one", taken(1, 2, 4, 5))).containsExactly(2L, 4L);
  }

  @Test
  void nothingIsMissingBetweenConnections() {
    earshot.joined();
    List.of(1L, 3L).forEach(n -> earshot.heard("one", n));
    earshot.joined();
    List.of(7L, 8L).forEach(n -> earshot.heard("one", n));

    assertThat(earshot.missing("one", taken(1, 2, 3, 4, 5, 6, 7, 8))).containsExactly(2L);
  }

  private static NavigableSet<Long> taken(long... numbers) {
    NavigableSet<Long> taken = new TreeSet<>();
    for (long number : numbers) {
      taken.add(number);
    }
    return taken;
  }
}
