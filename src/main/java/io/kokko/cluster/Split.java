package io.kokko.cluster;

import java.util.Comparator;
import java.util.HashSet;
import java.util.Set;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.UniqueAddress;

/**
 * Says which members were on this side when a cluster broke in two, and which on the other.
 *
 * <p>Both sides know the same members and when each joined, so both come to the same result about
 * who goes on when they meet again: the side with more members, and of two that are as large the
 * one with the oldest member.
 */
record Split(Set<Member> here, Set<Member> there) {

  /** The oldest first; the same on all nodes. */
  static final Comparator<Member> BY_AGE =
      (one, other) ->
          one.isOlderThan(other)
              ? -1
              : other.isOlderThan(one)
                  ? 1
                  : one.address().toString().compareTo(other.address().toString());

  Split {
    here = Set.copyOf(here);
    there = Set.copyOf(there);
  }

  static Split of(Set<Member> here, Member lost) {
    return new Split(here, Set.of(lost));
  }

  /** A side goes member by member, as each is removed. */
  Split lose(Member lost) {
    Set<Member> gone = new HashSet<>(there);
    gone.add(lost);
    return new Split(without(here, gone), gone);
  }

  /** Leaves out a member that turned out to be dead, and so on no side. */
  Split forget(UniqueAddress dead) {
    Set<Member> left = new HashSet<>(there);
    left.removeIf(member -> member.uniqueAddress().equals(dead));
    return new Split(here, left);
  }

  boolean isWonHere() {
    if (here.size() != there.size()) {
      return here.size() > there.size();
    }
    return BY_AGE.compare(oldest(here), oldest(there)) < 0;
  }

  private static Member oldest(Set<Member> side) {
    return side.stream().min(BY_AGE).orElseThrow();
  }

  private static Set<Member> without(Set<Member> all, Set<Member> gone) {
    Set<Member> left = new HashSet<>(all);
    left.removeAll(gone);
    return left;
  }
}
