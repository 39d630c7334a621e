package io.kokko.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.SortedMap;

/** Says what one database does in another way than the other; {@link Sql} has what they share. */
interface Dialect {

  /**
   * Is the row of a topic after it was counted up.
   *
   * @param lastOffset the offset of the last of the new messages
   */
  record Counted(long streamId, String epoch, long lastOffset) {}

  /** Is a message at its place. */
  record Row(long streamId, long offset, Draft draft) {}

  /** Tells whether all nodes that have the URL work on the same data. */
  boolean isShared();

  /** Tells whether what is kept is there after the end of the process. */
  boolean outlivesProcess();

  /** Returns the class of the driver. */
  String driver();

  /** Returns the name of the directory that holds the migrations. */
  String migrations();

  /** Returns the URL to connect to, where the configured one leaves something open. */
  String url();

  /** Returns what the driver is told besides. */
  Properties driverProperties();

  /** Returns a statement that every new connection begins with. */
  String firstStatement();

  /** Returns a statement that ends the database when the store is closed, if it should end. */
  Optional<String> lastStatement();

  /**
   * Counts the rows of topics up, makes those that are missing, and keeps them locked until the end
   * of the transaction; in the order of the map, so that two callers never wait for each other.
   *
   * @param newMessages how many each topic gets
   * @param epoch of the topics that are new
   */
  Map<String, Counted> count(
      Connection connection, SortedMap<String, Integer> newMessages, String epoch)
      throws SQLException;

  void insert(Connection connection, List<Row> rows) throws SQLException;

  /** Makes the rows of topics, in this order, unless they are there. */
  void create(Connection connection, List<String> topics, String epoch) throws SQLException;

  /** Says that these topics are used now, as far as nobody else has their rows locked. */
  void touch(Connection connection, List<String> topics) throws SQLException;

  /** Tells whether this caller alone may trim, until the end of the transaction. */
  boolean mayTrim(Connection connection) throws SQLException;

  /**
   * Removes messages up to an offset for each stream, the first ones first.
   *
   * @return how many, at most {@code limit}
   */
  int removeMessages(Connection connection, SortedMap<Long, Long> floors, int limit)
      throws SQLException;

  /** Removes keys of pushes whose window is over, except those that somebody claims just now. */
  int removePushes(Connection connection, int limit) throws SQLException;

  /** Removes topics without messages, except those that somebody appends to just now. */
  int removeTopics(Connection connection, Duration unused, Duration neverUsed, int limit)
      throws SQLException;

  /** Remembers a key, if it is new or its window is over; tells whether it did. */
  boolean claim(Connection connection, byte[] id, Duration window) throws SQLException;
}
