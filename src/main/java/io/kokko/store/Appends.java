package io.kokko.store;

import io.kokko.message.Position;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Gives drafts their offsets and writes them, in a transaction of the caller's.
 *
 * <p>Each topic's row is counted up first, and stays locked until the commit; so the offsets of a
 * topic have no holes, and become visible in their order. The rows are taken in the order of the
 * topics' names by everybody, so that no two callers wait for each other.
 */
final class Appends {

  /**
   * Is what was written.
   *
   * @param messages in the order of the drafts
   * @param floors up to which offset each stream need not be kept, once this is committed
   */
  record Appended(List<StoredMessage> messages, Map<Long, Long> floors) {}

  private final Dialect dialect;

  Appends(Dialect dialect) {
    this.dialect = dialect;
  }

  Appended write(Connection connection, List<Draft> drafts) throws SQLException {
    if (drafts.isEmpty()) {
      return new Appended(List.of(), Map.of());
    }
    Map<String, End> ends = ends(connection, drafts);
    List<Dialect.Row> rows = new ArrayList<>(drafts.size());
    List<StoredMessage> messages = new ArrayList<>(drafts.size());
    Map<Long, Long> floors = new HashMap<>();
    for (Draft draft : drafts) {
      End end = Objects.requireNonNull(ends.get(draft.topic()), draft.topic());
      end.offset++;
      rows.add(new Dialect.Row(end.streamId, end.offset, draft));
      messages.add(at(new Position(end.epoch, end.offset), draft));
      floors.put(end.streamId, end.offset - draft.retention().count());
    }
    dialect.insert(connection, rows);
    return new Appended(messages, floors);
  }

  /** Returns where each topic ended before. */
  private Map<String, End> ends(Connection connection, List<Draft> drafts) throws SQLException {
    SortedMap<String, Integer> counts = new TreeMap<>();
    drafts.forEach(draft -> counts.merge(draft.topic(), 1, Integer::sum));
    Map<String, End> ends = new HashMap<>();
    dialect
        .count(connection, counts, Epochs.random())
        .forEach((topic, row) -> ends.put(topic, new End(row, counts.getOrDefault(topic, 0))));
    return ends;
  }

  private static final class End {

    private final long streamId;
    private final String epoch;
    private long offset;

    End(Dialect.Counted row, int newMessages) {
      this.streamId = row.streamId();
      this.epoch = row.epoch();
      this.offset = row.lastOffset() - newMessages;
    }
  }

  private static StoredMessage at(Position position, Draft draft) {
    return new StoredMessage(
        draft.topic(), position, draft.event(), draft.payload(), draft.origin());
  }
}
