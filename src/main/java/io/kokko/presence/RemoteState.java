package io.kokko.presence;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What is known here of another replica's members: a delta-state set whose removes have been
 * observed, with the clocks that it has heard of as its causal context.
 *
 * <p>Only the replica itself adds and removes its entries, each under a clock of its own that never
 * comes again. So an entry that is not here although its clock is known has been removed, and no
 * remove can hit an add that it did not know.
 */
final class RemoteState {

  private final Entries entries = new Entries();
  private final Clocks known = new Clocks();

  /** Merges, and tells what that changed. */
  void merge(Delta delta, Changes changes) {
    removeWhatIsGone(delta, changes);
    for (long clock : delta.removed()) {
      remove(clock, changes);
      known.add(clock);
    }
    for (Entry entry : delta.entries()) {
      if (!known.contains(entry.clock())) {
        entries.add(entry);
        changes.joined(entry);
      }
    }
    known.add(delta.after() + 1, delta.upTo());
  }

  private void removeWhatIsGone(Delta delta, Changes changes) {
    if (!known.intersects(delta.after() + 1, delta.upTo())) {
      return;
    }
    Set<Long> there = new HashSet<>();
    delta.entries().forEach(entry -> there.add(entry.clock()));
    held(delta.after(), delta.upTo()).stream()
        .filter(clock -> !there.contains(clock))
        .forEach(clock -> remove(clock, changes));
  }

  /** Lists the clocks in a span that have an entry, by whichever is shorter: span or table. */
  private List<Long> held(long after, long upTo) {
    List<Long> held = new ArrayList<>();
    if (upTo - after <= entries.size()) {
      for (long clock = after + 1; clock <= upTo; clock++) {
        if (entries.get(clock) != null) {
          held.add(clock);
        }
      }
    } else {
      entries.forEach(
          entry -> {
            if (entry.clock() > after && entry.clock() <= upTo) {
              held.add(entry.clock());
            }
          });
    }
    return held;
  }

  private void remove(long clock, Changes changes) {
    Entry gone = entries.remove(clock);
    if (gone != null) {
      changes.left(gone);
    }
  }

  /** Returns the clock up to which nothing is missing. */
  long contiguous() {
    return known.contiguous();
  }

  Entries entries() {
    return entries;
  }
}
