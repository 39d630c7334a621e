package io.kokko.store;

import static io.kokko.store.Sql.NOW;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTransactionRollbackException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** Speaks to H2, most often in this process, where a statement costs no way over a network. */
final class H2Dialect implements Dialect {

  static final String DRIVER = "org.h2.Driver";

  private static final String MEMORY = "jdbc:h2:mem:";
  private static final String DUPLICATE_KEY = "23505";
  private static final String CONCURRENT_UPDATE = "90131";

  private static final String COUNT =
      "select id, epoch, last_offset from final table (update kokko_stream set last_offset ="
          + " last_offset + ?, used_at = "
          + NOW
          + " where topic = ?)";
  private static final String CREATE =
      "select id, epoch, last_offset from final table (insert into kokko_stream (topic, epoch,"
          + " last_offset, used_at) values (?, ?, ?, "
          + NOW
          + "))";
  private static final String CREATE_IF_NEW =
      "insert into kokko_stream (topic, epoch, last_offset, used_at) select ?, ?, 0, "
          + NOW
          + " where not exists (select 1 from kokko_stream where topic = ?)";
  private static final String INSERT =
      "insert into kokko_message (stream_id, msg_offset, event, payload, origin, expires_at) values"
          + " (?, ?, ?, ?, ?, "
          + NOW
          + " + ?)";
  private static final String TOUCH =
      "update kokko_stream set used_at = " + NOW + " where topic = ?";
  private static final String FIRST =
      "select min(msg_offset) from kokko_message where stream_id = ?";
  private static final String REMOVE_MESSAGES =
      "delete from kokko_message where stream_id = ? and msg_offset <= ?";
  private static final String REMOVE_PUSHES =
      "delete from kokko_push where expires_at <= " + NOW + " fetch first ? rows only";
  private static final String REMOVE_TOPICS =
      "delete from kokko_stream s where (s.used_at < "
          + NOW
          + " - ? or s.last_offset = 0 and s.used_at < "
          + NOW
          + " - ?) and not exists (select 1 from kokko_message m where m.stream_id = s.id) fetch"
          + " first ? rows only";
  private static final String CLAIM_AGAIN =
      "update kokko_push set expires_at = "
          + NOW
          + " + ?, reply = null where id = ? and expires_at <= "
          + NOW;
  private static final String CLAIM =
      "insert into kokko_push (id, expires_at) values (?, " + NOW + " + ?)";

  private final String url;
  private final Duration statementTimeout;

  H2Dialect(StoreSettings settings) {
    this.url = complete(settings.url());
    this.statementTimeout = settings.statementTimeout();
  }

  private static String complete(String url) {
    String named =
        url.equals(MEMORY) || url.startsWith(MEMORY + ";")
            ? MEMORY + "kokko-" + Epochs.random() + url.substring(MEMORY.length())
            : url;
    // What is committed is written at once, so that the end of the process loses none of it.
    String written = with(named, "WRITE_DELAY", "0");
    // The node says when the database is closed, not the end of its last connection or of the JVM.
    String kept = isMemory(url) ? with(written, "DB_CLOSE_DELAY", "-1") : written;
    return isRemote(url) ? named : with(kept, "DB_CLOSE_ON_EXIT", "FALSE");
  }

  private static String with(String url, String setting, String value) {
    return url.toUpperCase(Locale.ROOT).contains(";" + setting + "=")
        ? url
        : url + ';' + setting + '=' + value;
  }

  private static boolean isMemory(String url) {
    return url.startsWith(MEMORY);
  }

  private static boolean isRemote(String url) {
    return url.startsWith("jdbc:h2:tcp:") || url.startsWith("jdbc:h2:ssl:");
  }

  /** No: also one that several processes reach is gone with the process that has opened it. */
  @Override
  public boolean isShared() {
    return false;
  }

  @Override
  public boolean outlivesProcess() {
    return !url.startsWith(MEMORY);
  }

  @Override
  public String driver() {
    return DRIVER;
  }

  @Override
  public String migrations() {
    return "h2";
  }

  @Override
  public String url() {
    return url;
  }

  @Override
  public Properties driverProperties() {
    return new Properties();
  }

  @Override
  public String firstStatement() {
    return "set query_timeout " + statementTimeout.toMillis();
  }

  @Override
  public Optional<String> lastStatement() {
    return isMemory(url) ? Optional.of("shutdown") : Optional.empty();
  }

  @Override
  public Map<String, Counted> count(
      Connection connection, SortedMap<String, Integer> newMessages, String epoch)
      throws SQLException {
    Map<String, Counted> counted = new HashMap<>();
    try (PreparedStatement count = connection.prepareStatement(COUNT)) {
      for (Map.Entry<String, Integer> topic : newMessages.entrySet()) {
        count.setInt(1, topic.getValue());
        count.setString(2, topic.getKey());
        Counted row = counted(count);
        counted.put(
            topic.getKey(),
            row == null ? create(connection, topic.getKey(), epoch, topic.getValue()) : row);
      }
    }
    return counted;
  }

  private static Counted create(Connection connection, String topic, String epoch, int count)
      throws SQLException {
    try (PreparedStatement create = connection.prepareStatement(CREATE)) {
      create.setString(1, topic);
      create.setString(2, epoch);
      create.setInt(3, count);
      Counted row = counted(create);
      if (row == null) {
        throw new SQLException(topic + " was not created");
      }
      return row;
    } catch (SQLException failure) {
      throw isCollision(failure) ? again(failure) : failure;
    }
  }

  /** Somebody else makes the same topic right now; a transaction that begins after that has it. */
  private static SQLException again(SQLException failure) {
    return new SQLTransactionRollbackException(failure.getMessage(), "40001", failure);
  }

  private static boolean isCollision(SQLException failure) {
    return DUPLICATE_KEY.equals(failure.getSQLState())
        || CONCURRENT_UPDATE.equals(failure.getSQLState());
  }

  private static @Nullable Counted counted(PreparedStatement statement) throws SQLException {
    try (ResultSet row = statement.executeQuery()) {
      return row.next() ? new Counted(row.getLong(1), row.getString(2), row.getLong(3)) : null;
    }
  }

  @Override
  public void insert(Connection connection, List<Row> rows) throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
      for (Row row : rows) {
        insert.setLong(1, row.streamId());
        insert.setLong(2, row.offset());
        insert.setString(3, row.draft().event());
        insert.setBytes(4, row.draft().payload().toByteArray());
        insert.setString(5, row.draft().origin());
        insert.setLong(6, row.draft().retention().age().toMillis());
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }

  @Override
  public void create(Connection connection, List<String> topics, String epoch) throws SQLException {
    try (PreparedStatement create = connection.prepareStatement(CREATE_IF_NEW)) {
      for (String topic : topics) {
        create.setString(1, topic);
        create.setString(2, epoch);
        create.setString(3, topic);
        create.executeUpdate();
      }
    } catch (SQLException failure) {
      throw isCollision(failure) ? again(failure) : failure;
    }
  }

  @Override
  public void touch(Connection connection, List<String> topics) throws SQLException {
    try (PreparedStatement touch = connection.prepareStatement(TOUCH)) {
      for (String topic : topics) {
        touch.setString(1, topic);
        touch.executeUpdate();
      }
    }
  }

  @Override
  public boolean mayTrim(Connection connection) {
    return true;
  }

  @Override
  public int removeMessages(Connection connection, SortedMap<Long, Long> floors, int limit)
      throws SQLException {
    int removed = 0;
    for (Map.Entry<Long, Long> floor : floors.entrySet()) {
      if (removed < limit) {
        removed += removeMessages(connection, floor.getKey(), floor.getValue(), limit - removed);
      }
    }
    return removed;
  }

  private static int removeMessages(Connection connection, long streamId, long floor, int limit)
      throws SQLException {
    long first = first(connection, streamId);
    try (PreparedStatement remove = connection.prepareStatement(REMOVE_MESSAGES)) {
      remove.setLong(1, streamId);
      remove.setLong(2, Math.min(floor, first + limit - 1));
      return remove.executeUpdate();
    }
  }

  /** Returns the offset of the first message that is there, or 0. */
  private static long first(Connection connection, long streamId) throws SQLException {
    try (PreparedStatement first = connection.prepareStatement(FIRST)) {
      first.setLong(1, streamId);
      try (ResultSet row = first.executeQuery()) {
        return row.next() ? row.getLong(1) : 0;
      }
    }
  }

  @Override
  public int removePushes(Connection connection, int limit) throws SQLException {
    try (PreparedStatement remove = connection.prepareStatement(REMOVE_PUSHES)) {
      remove.setInt(1, limit);
      return remove.executeUpdate();
    }
  }

  @Override
  public int removeTopics(Connection connection, Duration unused, Duration neverUsed, int limit)
      throws SQLException {
    try (PreparedStatement remove = connection.prepareStatement(REMOVE_TOPICS)) {
      remove.setLong(1, unused.toMillis());
      remove.setLong(2, neverUsed.toMillis());
      remove.setInt(3, limit);
      return remove.executeUpdate();
    }
  }

  @Override
  public boolean claim(Connection connection, byte[] id, Duration window) throws SQLException {
    try (PreparedStatement again = connection.prepareStatement(CLAIM_AGAIN)) {
      again.setLong(1, window.toMillis());
      again.setBytes(2, id);
      if (again.executeUpdate() == 1) {
        return true;
      }
    }
    try (PreparedStatement claim = connection.prepareStatement(CLAIM)) {
      claim.setBytes(1, id);
      claim.setLong(2, window.toMillis());
      return claim.executeUpdate() == 1;
    } catch (SQLException failure) {
      if (isCollision(failure)) {
        return false;
      }
      throw failure;
    }
  }
}
