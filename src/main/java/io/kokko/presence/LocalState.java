package io.kokko.presence;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The members of this node, and what other nodes have to be told about them.
 *
 * <p>Each act takes the next time of the clock. A bounded log of removes lets a node that missed a
 * little have only that; one that missed more gets all there is.
 */
final class LocalState {

  private record Removal(long at, long clock) {}

  private final Replica replica;
  private final int maxLog;
  private final Entries entries = new Entries();
  private final Deque<Removal> log = new ArrayDeque<>();
  private long clock;

  /** The removes after this time are all in the log. */
  private long logStart;

  LocalState(Replica replica, int maxLog) {
    this.replica = replica;
    this.maxLog = maxLog;
  }

  Replica replica() {
    return replica;
  }

  long clock() {
    return clock;
  }

  Entries entries() {
    return entries;
  }

  Entry add(String topic, String key, byte[] meta) {
    Entry entry = new Entry(++clock, topic, key, meta);
    entries.add(entry);
    return entry;
  }

  void remove(Entry entry) {
    clock++;
    forget(entry);
  }

  /** Removes one and adds another in one act, which no other node sees by half. */
  Entry replace(Entry entry, byte[] meta) {
    Entry added = add(entry.topic(), entry.key(), meta);
    forget(entry);
    return added;
  }

  private void forget(Entry entry) {
    entries.remove(entry.clock());
    log.addLast(new Removal(clock, entry.clock()));
    if (log.size() > maxLog) {
      logStart = log.removeFirst().at();
    }
  }

  /**
   * Returns all that happened after a time, in pieces of about a size.
   *
   * <p>Who has seen everything up to then, and merges the pieces in any order, has seen everything
   * up to now.
   */
  Pieces since(long seen, int pieceBytes) {
    long after = seen < logStart ? 0 : seen;
    List<Removal> removals = after == 0 ? List.of() : removalsAfter(after);
    return new Pieces(
        after, clock, after == clock ? new Entry[0] : added(after), removals, pieceBytes);
  }

  /** Looks each time up if there are few, which is how the deltas of a busy node are made. */
  private Entry[] added(long after) {
    if (clock - after > entries.size()) {
      return entries.after(after);
    }
    List<Entry> added = new ArrayList<>();
    for (long at = after + 1; at <= clock; at++) {
      Entry entry = entries.get(at);
      if (entry != null) {
        added.add(entry);
      }
    }
    return added.toArray(Entry[]::new);
  }

  private List<Removal> removalsAfter(long after) {
    Deque<Removal> found = new ArrayDeque<>();
    var newestFirst = log.descendingIterator();
    while (newestFirst.hasNext()) {
      Removal removal = newestFirst.next();
      if (removal.at() <= after) {
        break;
      }
      found.addFirst(removal);
    }
    return List.copyOf(found);
  }

  /** Cuts what happened in a span into deltas; what it holds is fixed from the start. */
  final class Pieces {

    private final Entry[] added;
    private final List<Removal> removals;
    private final int pieceBytes;
    private final long upTo;
    private final long stateAt;
    private long after;
    private int nextAdded;
    private int nextRemoval;

    private Pieces(long after, long upTo, Entry[] added, List<Removal> removals, int pieceBytes) {
      this.after = after;
      this.upTo = upTo;
      this.stateAt = after == 0 ? upTo : 0;
      this.added = added;
      this.removals = removals;
      this.pieceBytes = pieceBytes;
    }

    /** Returns the next delta, or null after the last. */
    @Nullable Delta next() {
      if (after == upTo) {
        return null;
      }
      int firstAdded = nextAdded;
      int firstRemoval = nextRemoval;
      long end = advance();
      Delta delta =
          new Delta(
              replica,
              stateAt,
              after,
              end,
              Arrays.asList(added).subList(firstAdded, nextAdded),
              removals.subList(firstRemoval, nextRemoval).stream().map(Removal::clock).toList());
      after = end;
      return delta;
    }

    /** Takes adds and removes in the order of their times until there is enough. */
    private long advance() {
      int bytes = 0;
      long end = after;
      while (bytes < pieceBytes) {
        long add = nextAdded < added.length ? added[nextAdded].clock() : Long.MAX_VALUE;
        long remove =
            nextRemoval < removals.size() ? removals.get(nextRemoval).at() : Long.MAX_VALUE;
        if (add == Long.MAX_VALUE && remove == Long.MAX_VALUE) {
          return upTo;
        }
        end = Math.min(add, remove);
        if (add == end) {
          bytes += DeltaCodec.sizeInBytes(added[nextAdded++]);
        }
        if (remove == end) {
          bytes += Long.BYTES;
          nextRemoval++;
        }
      }
      return end;
    }
  }
}
