package io.kokko.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Removes what need not be kept, one caller at a time in the whole cluster; others do not wait.
 *
 * <p>Which streams have too many messages is known from what this store has appended itself, so
 * that nobody has to look through all streams, and no stream's row is written. What a node that has
 * died left over goes when the next one appends to the topic, or by its age.
 */
final class Trimmer {

  private static final int PIECE = 5_000;
  private static final int MAX_STREAMS = 100_000;
  private static final Duration LONGEST_MARK = Duration.ofMinutes(5);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
  private static final int PAUSES_OF_FORGETTING = 8;

  private final Dialect dialect;
  private final StoreDatabase database;
  private final Duration unused;
  private final AtomicLong nextForgetting = new AtomicLong(System.nanoTime());

  /** Up to which offset messages of a stream can go, by the stream's id. */
  private final Map<Long, Long> floors = new ConcurrentHashMap<>();

  Trimmer(Dialect dialect, StoreDatabase database, Duration unused) {
    this.dialect = dialect;
    this.database = database;
    this.unused = unused;
  }

  /** Returns after which time a topic in use has to be marked as used again. */
  static Duration markedFor(Duration unused) {
    Duration quarter = unused.dividedBy(4);
    return quarter.compareTo(LONGEST_MARK) < 0 ? quarter : LONGEST_MARK;
  }

  /** Tells what has been appended, after its commit. */
  void appended(Map<Long, Long> newFloors) {
    newFloors.forEach(
        (stream, floor) -> {
          if (floor > 0 && (floors.size() < MAX_STREAMS || floors.containsKey(stream))) {
            floors.merge(stream, floor, Math::max);
          }
        });
  }

  int trim() {
    SortedMap<Long, Long> known = new TreeMap<>();
    floors.entrySet().stream()
        .limit(PIECE)
        .forEach(floor -> known.put(floor.getKey(), floor.getValue()));
    boolean forget = isTimeToForget();
    return database.inTransaction(connection -> trim(connection, known, forget));
  }

  private int trim(Connection connection, SortedMap<Long, Long> known, boolean forget)
      throws SQLException {
    if (!dialect.mayTrim(connection)) {
      return 0;
    }
    SortedMap<Long, Long> reached = new TreeMap<>(known);
    expired(connection).forEach((stream, floor) -> reached.merge(stream, floor, Math::max));
    int messages = reached.isEmpty() ? 0 : dialect.removeMessages(connection, reached, PIECE);
    if (messages < PIECE) {
      known.forEach(floors::remove);
    }
    int pushes = dialect.removePushes(connection, PIECE);
    int topics = forget ? forget(connection) : 0;
    return messages + pushes + topics;
  }

  private static Map<Long, Long> expired(Connection connection) throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(Sql.EXPIRED)) {
      select.setInt(1, PIECE);
      try (ResultSet row = select.executeQuery()) {
        Map<Long, Long> expired = new TreeMap<>();
        while (row.next()) {
          expired.put(row.getLong(1), row.getLong(2));
        }
        return expired;
      }
    }
  }

  private boolean isTimeToForget() {
    long now = System.nanoTime();
    long next = nextForgetting.get();
    Duration part = unused.dividedBy(PAUSES_OF_FORGETTING);
    Duration pause = part.compareTo(LONGEST_PAUSE) < 0 ? part : LONGEST_PAUSE;
    return now - next >= 0 && nextForgetting.compareAndSet(next, now + pause.toNanos());
  }

  /**
   * All topics are looked at, so not each time. One that was only asked for has nothing to lose.
   */
  private int forget(Connection connection) throws SQLException {
    Duration neverUsed = markedFor(unused).multipliedBy(3);
    int topics = dialect.removeTopics(connection, unused, neverUsed, PIECE);
    if (topics == PIECE) {
      nextForgetting.set(System.nanoTime());
    }
    return topics;
  }
}
