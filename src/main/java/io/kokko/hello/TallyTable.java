package io.kokko.hello;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Keeps a sum and its items for each topic, in tables of the sample's own beside the streams. */
final class TallyTable {

  /** Is one of the numbers that were added; the first has the item 1. */
  record Item(long item, int n) {}

  /** Is the whole, with the last of its items. */
  record State(long total, long items, List<Item> last) {}

  /** Is what an addition has made. */
  record Added(long item, int n, long total) {}

  private static final int MAX_ITEMS = 100;

  private volatile boolean made;

  /**
   * Returns the state of a topic, and makes what is missing.
   *
   * @throws SQLException also when somebody makes the same at this moment; then try again
   */
  State open(Connection connection, String topic) throws SQLException {
    if (!made) {
      make(connection);
      made = true;
    }
    try (PreparedStatement insert =
        connection.prepareStatement(
            "insert into hello_tally (topic, total, items) select cast(? as varchar(500)), 0, 0"
                + " where not exists (select 1 from hello_tally where topic = ?)")) {
      insert.setString(1, topic);
      insert.setString(2, topic);
      insert.executeUpdate();
    }
    Added last = last(connection, topic, 0);
    return new State(last.total(), last.item(), items(connection, topic, last.item()));
  }

  private static void make(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          "create table if not exists hello_tally (topic varchar(500) primary key,"
              + " total bigint not null, items bigint not null)");
      statement.execute(
          "create table if not exists hello_tally_item (topic varchar(500) not null,"
              + " item bigint not null, n integer not null, primary key (topic, item))");
    }
  }

  /** Adds a number to a topic that has been opened; others who add to it wait for the commit. */
  Added add(Connection connection, String topic, int n) throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement(
            "update hello_tally set total = total + ?, items = items + 1 where topic = ?")) {
      update.setInt(1, n);
      update.setString(2, topic);
      update.executeUpdate();
    }
    Added added = last(connection, topic, n);
    try (PreparedStatement insert =
        connection.prepareStatement(
            "insert into hello_tally_item (topic, item, n) values (?, ?, ?)")) {
      insert.setString(1, topic);
      insert.setLong(2, added.item());
      insert.setInt(3, n);
      insert.executeUpdate();
    }
    return added;
  }

  private static Added last(Connection connection, String topic, int n) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement("select items, total from hello_tally where topic = ?")) {
      select.setString(1, topic);
      try (ResultSet row = select.executeQuery()) {
        if (!row.next()) {
          throw new SQLException("no tally of " + topic);
        }
        return new Added(row.getLong(1), n, row.getLong(2));
      }
    }
  }

  /** Reads no further than the sum was, which may have grown by now. */
  private static List<Item> items(Connection connection, String topic, long upTo)
      throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "select item, n from hello_tally_item where topic = ? and item > ? and item <= ?"
                + " order by item")) {
      select.setString(1, topic);
      select.setLong(2, upTo - MAX_ITEMS);
      select.setLong(3, upTo);
      List<Item> items = new ArrayList<>();
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          items.add(new Item(row.getLong(1), row.getInt(2)));
        }
      }
      return items;
    }
  }
}
