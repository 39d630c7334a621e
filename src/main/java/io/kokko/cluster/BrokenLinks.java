package io.kokko.cluster;

import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Pairs of members that cannot reach each other while others reach both.
 *
 * @param <T> a member
 */
final class BrokenLinks<T> {

  private final Map<T, Set<T>> unreached = new HashMap<>();

  /** Adds a pair; in which direction it fails makes no difference, nor if it is added twice. */
  void add(T one, T other) {
    unreached.computeIfAbsent(one, absent -> new HashSet<>()).add(other);
    unreached.computeIfAbsent(other, absent -> new HashSet<>()).add(one);
  }

  /**
   * Chooses who has to go so that all others reach each other: again and again who misses most, and
   * of those that miss as many the youngest. All who decide choose the same.
   */
  Set<T> toGiveUp(Comparator<? super T> oldestFirst) {
    Map<T, Set<T>> left = new HashMap<>();
    unreached.forEach((member, missed) -> left.put(member, new HashSet<>(missed)));
    Comparator<T> worstLast =
        Comparator.<T>comparingInt(member -> left.getOrDefault(member, Set.of()).size())
            .thenComparing(oldestFirst);
    Set<T> givenUp = new HashSet<>();
    while (!left.isEmpty()) {
      T worst = left.keySet().stream().max(worstLast).orElseThrow();
      givenUp.add(worst);
      left.remove(worst);
      left.values().forEach(missed -> missed.remove(worst));
      left.values().removeIf(Set::isEmpty);
    }
    return givenUp;
  }
}
