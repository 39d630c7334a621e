package io.kokko.store;

import io.kokko.message.Position;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Finds the last positions of topics; makes topics that are new, and marks the others as used. */
final class Positions {

  /** Is what was found: positions, and the topics that were last marked long ago. */
  private record Found(Map<String, Position> positions, List<String> stale) {}

  private final Dialect dialect;
  private final StoreDatabase database;
  private final Duration markedFor;

  /** A topic is marked again when it is asked for {@code markedFor} after the last mark. */
  Positions(Dialect dialect, StoreDatabase database, Duration markedFor) {
    this.dialect = dialect;
    this.database = database;
    this.markedFor = markedFor;
  }

  Map<String, Position> of(Collection<String> topics) {
    TreeSet<String> wanted = new TreeSet<>(topics);
    wanted.forEach(topic -> StoreLimits.name("topic", topic));
    Map<String, Position> positions = new HashMap<>();
    // Somebody may remove a topic that nobody uses right after it was made; not twice in a row.
    while (!wanted.isEmpty()) {
      Found found = database.repeatably(connection -> find(connection, wanted));
      positions.putAll(found.positions());
      wanted.removeAll(found.positions().keySet());
      if (!found.stale().isEmpty()) {
        touch(found.stale());
      }
      if (!wanted.isEmpty()) {
        create(List.copyOf(wanted));
      }
    }
    return positions;
  }

  private Found find(Connection connection, Collection<String> topics) throws SQLException {
    Map<String, Position> positions = new HashMap<>();
    List<String> stale = new ArrayList<>();
    try (PreparedStatement select = connection.prepareStatement(Sql.POSITIONS)) {
      select.setLong(1, markedFor.toMillis());
      select.setObject(2, topics.toArray(new String[0]));
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          positions.put(row.getString(1), new Position(row.getString(2), row.getLong(3)));
          if (row.getBoolean(4)) {
            stale.add(row.getString(1));
          }
        }
      }
    }
    return new Found(positions, stale);
  }

  private void touch(List<String> topics) {
    database.<Boolean>repeatably(
        connection -> {
          dialect.touch(connection, topics);
          return true;
        });
  }

  private void create(List<String> topics) {
    String epoch = Epochs.random();
    database.<Boolean>inTransaction(
        connection -> {
          dialect.create(connection, topics, epoch);
          return true;
        });
  }
}
