package io.kokko.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.pekko.actor.Address;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.Member$;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.Reachability;
import org.apache.pekko.cluster.UniqueAddress;
import org.apache.pekko.util.Version;
import org.junit.jupiter.api.Test;
import scala.jdk.javaapi.CollectionConverters;

/** Of five members, the one with the smallest number the oldest. */
class EveryPartTest {

  private final List<Member> members =
      IntStream.range(0, 5).mapToObj(EveryPartTest::member).toList();
  private Reachability reachability = Reachability.empty();

  private static Member member(int number) {
    UniqueAddress address =
        UniqueAddress.apply(
            new Address("pekko", "kokko", "10.0.0." + (9 - number), 25520), (long) number);
    scala.collection.immutable.Set<String> roles =
        CollectionConverters.asScala(Set.of("dc-default")).toSet();
    return Member$.MODULE$
        .apply(address, roles, Version.Zero())
        .copyUp(number)
        .copy(MemberStatus.up());
  }

  @Test
  void partThatCannotBeReachedIsRemoved() {
    List.of(0, 1).forEach(here -> lose(here, 2, 3, 4));

    assertThat(removedBy(0, 1)).containsExactlyInAnyOrder(2, 3, 4);
    assertThat(removedBy(1, 0)).containsExactlyInAnyOrder(2, 3, 4);
  }

  @Test
  void ofTwoWithoutALinkTheYoungerIsRemovedWhoeverDecides() {
    lose(1, 3);
    lose(3, 1);

    for (int decider = 0; decider < 5; decider++) {
      assertThat(removedBy(decider, 0, 1, 2, 3, 4)).containsExactly(3);
    }
  }

  @Test
  void linkThatFailsOneWayIsAsBroken() {
    lose(3, 1);

    assertThat(removedBy(0, 0, 1, 2, 3, 4)).containsExactly(3);
  }

  /** Pekko's own strategies would remove all: each of them misses one that hears what they say. */
  @Test
  void oneThatAllMissAndThatHearsThemGoesAlone() {
    List.of(0, 2, 3, 4).forEach(observer -> lose(observer, 1));

    for (int decider = 0; decider < 5; decider++) {
      assertThat(removedBy(decider, 0, 1, 2, 3, 4)).containsExactly(1);
    }
  }

  @Test
  void deadOneIsRemovedBesides() {
    lose(1, 3, 4);
    lose(3, 1, 4);
    lose(0, 4);
    lose(2, 4);

    assertThat(removedBy(0, 0, 1, 2, 3)).containsExactlyInAnyOrder(3, 4);
  }

  @Test
  void oneThatIsOnItsWayOutIsNotRemovedAgain() {
    lose(1, 3);
    lose(3, 1);
    EveryPart strategy = strategy(0, 0, 1, 2, 3, 4);
    strategy.add(members.get(3).copy(MemberStatus.down()));

    assertThat(numbers(strategy)).isEmpty();
  }

  private void lose(int observer, int... subjects) {
    for (int subject : subjects) {
      reachability = reachability.unreachable(address(observer), address(subject));
    }
  }

  private List<Integer> removedBy(int decider, int... seenBy) {
    return numbers(strategy(decider, seenBy));
  }

  private EveryPart strategy(int decider, int... seenBy) {
    EveryPart strategy = new EveryPart("default", address(decider));
    members.forEach(strategy::add);
    strategy.setReachability(reachability);
    CollectionConverters.asJava(reachability.allUnreachable()).stream()
        .filter(unreachable -> !unreachable.equals(address(decider)))
        .forEach(unreachable -> strategy.addUnreachable(members.get((int) unreachable.longUid())));
    strategy.setSeenBy(
        CollectionConverters.asScala(
                Arrays.stream(seenBy).mapToObj(this::address).map(UniqueAddress::address).toList())
            .toSet());
    return strategy;
  }

  private List<Integer> numbers(EveryPart strategy) {
    List<Integer> numbers = new ArrayList<>();
    CollectionConverters.asJava(strategy.nodesToDown(strategy.decide()))
        .forEach(removed -> numbers.add((int) removed.longUid()));
    return numbers;
  }

  private UniqueAddress address(int number) {
    return members.get(number).uniqueAddress();
  }
}
