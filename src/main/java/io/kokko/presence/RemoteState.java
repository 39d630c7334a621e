package io.kokko.presence;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What is known here of another replica's members: a delta-state set whose removes have been
 * observed, with what it has heard of as its causal context.
 *
 * <p>Only the replica itself adds and removes its entries, each add under a clock of its own that
 * never comes again. So an entry that is not here although its clock is known has been removed, and
 * no remove can hit an add that it did not know.
 *
 * <p>What has been heard of an add is one thing, what has been done at a time another: a piece of
 * the whole state tells which adds of its span are there, but not that at some time of its span an
 * add before it was removed. That is known when all pieces of the state have come, whatever their
 * order; if one is lost, nothing is taken for known, and it will be asked for again.
 */
final class RemoteState {

  private final Entries entries = new Entries();
  private final Clocks adds = new Clocks();
  private final Clocks acts = new Clocks();

  /** Which spans of a state have come, and of which state. */
  private Clocks pieces = new Clocks();

  private long stateAt;

  /** Merges, and tells what that changed. */
  void merge(Delta delta, Changes changes) {
    removeWhatIsGone(delta, changes);
    for (long clock : delta.removed()) {
      remove(clock, changes);
      adds.add(clock);
    }
    for (Entry entry : delta.entries()) {
      if (!adds.contains(entry.clock())) {
        entries.add(entry);
        changes.joined(entry);
      }
    }
    adds.add(delta.after() + 1, delta.upTo());
    if (delta.stateAt() == 0) {
      acts.add(delta.after() + 1, delta.upTo());
    } else {
      addPiece(delta);
    }
  }

  private void addPiece(Delta piece) {
    if (piece.stateAt() < stateAt) {
      return;
    }
    if (piece.stateAt() > stateAt) {
      stateAt = piece.stateAt();
      pieces = new Clocks();
    }
    pieces.add(piece.after() + 1, piece.upTo());
    if (pieces.contiguous() == stateAt) {
      acts.add(1, stateAt);
      pieces = new Clocks();
    }
  }

  private void removeWhatIsGone(Delta delta, Changes changes) {
    if (!adds.intersects(delta.after() + 1, delta.upTo())) {
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
    return acts.contiguous();
  }

  Entries entries() {
    return entries;
  }
}
