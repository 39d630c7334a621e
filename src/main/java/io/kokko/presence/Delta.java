package io.kokko.presence;

import java.util.List;

/**
 * What a replica says about a span of its clock: a part of its state that can be merged into any
 * other state of the same replica, in any order and any number of times.
 *
 * <p>Of the clocks after {@code after}, up to {@code upTo}, exactly those of {@code entries} are
 * there; those of {@code removed}, which may be earlier, are not there any more.
 *
 * <p>It may be a piece of the whole state instead. Then it does not tell which earlier entries were
 * removed within its span: only all pieces of one state together do.
 *
 * @param stateAt 0, or the time at which the whole state was as the pieces tell it
 * @param entries ordered by clock
 */
record Delta(
    Replica replica, long stateAt, long after, long upTo, List<Entry> entries, List<Long> removed) {

  Delta {
    entries = List.copyOf(entries);
    removed = List.copyOf(removed);
  }
}
