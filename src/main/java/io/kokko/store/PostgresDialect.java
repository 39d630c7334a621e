package io.kokko.store;

import static io.kokko.store.Sql.NOW;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.SortedMap;

/**
 * Speaks to PostgreSQL, where each statement goes over a network: arrays carry a whole batch, so
 * that an append is two statements and a commit, however many messages and topics it has.
 */
final class PostgresDialect implements Dialect {

  static final String DRIVER = "org.postgresql.Driver";

  /** "kokkotrm", so that no lock of somebody else's in the same database has the number. */
  private static final long TRIM_LOCK = 0x6b6f6b6b6f74726dL;

  private static final String COUNT =
      "insert into kokko_stream (topic, epoch, last_offset, used_at) select topic, ?, n, "
          + NOW
          + " from unnest(?::text[], ?::bigint[]) as new_messages (topic, n) on conflict (topic) do update set"
          + " last_offset = kokko_stream.last_offset + excluded.last_offset, used_at ="
          + " excluded.used_at returning topic, id, epoch, last_offset";
  private static final String INSERT =
      "insert into kokko_message (stream_id, msg_offset, event, payload, origin, expires_at) select"
          + " stream_id, msg_offset, event, payload, origin, "
          + NOW
          + " + age from unnest(?::bigint[], ?::bigint[], ?::text[], ?::bytea[], ?::text[], ?::bigint[]) as new_messages (stream_id, msg_offset, event,"
          + " payload, origin, age)";
  private static final String CREATE =
      "insert into kokko_stream (topic, epoch, last_offset, used_at) select topic, ?, 0, "
          + NOW
          + " from unnest(?::text[]) as new_topics (topic) on conflict (topic) do nothing";
  private static final String TOUCH =
      "update kokko_stream set used_at = "
          + NOW
          + " where id in (select id from kokko_stream where topic = any(?) for update skip locked)";
  private static final String MAY_TRIM = "select pg_try_advisory_xact_lock(" + TRIM_LOCK + ")";

  /**
   * The loop over the streams is the outer one, so the limit leaves a beginning of each removed.
   */
  private static final String REMOVE_MESSAGES =
      "delete from kokko_message where ctid = any(array(select message.place from unnest(?::bigint[], ?::bigint[]) as"
          + " floors (stream_id, floor) cross join lateral (select ctid as place from kokko_message"
          + " where kokko_message.stream_id = floors.stream_id and msg_offset <= floors.floor order"
          + " by msg_offset limit ?) as message limit ?))";

  private static final String REMOVE_PUSHES =
      "delete from kokko_push where id in (select id from kokko_push where expires_at <= "
          + NOW
          + " order by expires_at limit ? for update skip locked)";
  private static final String REMOVE_TOPICS =
      "delete from kokko_stream where id in (select id from kokko_stream s where (s.used_at < "
          + NOW
          + " - ? or s.last_offset = 0 and s.used_at < "
          + NOW
          + " - ?) and not exists (select 1 from kokko_message m where m.stream_id = s.id) limit ?"
          + " for update skip locked)";
  private static final String CLAIM =
      "insert into kokko_push (id, expires_at) values (?, "
          + NOW
          + " + ?) on conflict (id) do update set expires_at = excluded.expires_at, reply = null"
          + " where kokko_push.expires_at <= "
          + NOW;

  private final StoreSettings settings;

  PostgresDialect(StoreSettings settings) {
    this.settings = settings;
  }

  @Override
  public boolean isShared() {
    return true;
  }

  @Override
  public boolean outlivesProcess() {
    return true;
  }

  @Override
  public String driver() {
    return DRIVER;
  }

  @Override
  public String migrations() {
    return "postgresql";
  }

  @Override
  public String url() {
    return settings.url();
  }

  /** A server that does not answer, since the network is cut, is given up on soon. */
  @Override
  public Properties driverProperties() {
    Properties properties = new Properties();
    properties.setProperty("ApplicationName", "kokko");
    properties.setProperty("connectTimeout", seconds(settings.connectionTimeout()));
    properties.setProperty("loginTimeout", seconds(settings.connectionTimeout()));
    properties.setProperty("socketTimeout", seconds(settings.statementTimeout().plusSeconds(1)));
    properties.setProperty("tcpKeepAlive", "true");
    return properties;
  }

  private static String seconds(Duration duration) {
    return Long.toString(Math.max(1, (duration.toMillis() + 999) / 1000));
  }

  @Override
  public String firstStatement() {
    return "set statement_timeout = " + settings.statementTimeout().toMillis();
  }

  @Override
  public Optional<String> lastStatement() {
    return Optional.empty();
  }

  @Override
  public Map<String, Counted> count(
      Connection connection, SortedMap<String, Integer> newMessages, String epoch)
      throws SQLException {
    try (PreparedStatement count = connection.prepareStatement(COUNT)) {
      count.setString(1, epoch);
      count.setObject(2, newMessages.keySet().toArray(new String[0]));
      count.setObject(3, newMessages.values().stream().mapToLong(Integer::longValue).toArray());
      try (ResultSet rows = count.executeQuery()) {
        Map<String, Counted> counted = new HashMap<>();
        while (rows.next()) {
          counted.put(
              rows.getString(1), new Counted(rows.getLong(2), rows.getString(3), rows.getLong(4)));
        }
        return counted;
      }
    }
  }

  @Override
  public void insert(Connection connection, List<Row> rows) throws SQLException {
    int size = rows.size();
    long[] streams = new long[size];
    long[] offsets = new long[size];
    String[] events = new String[size];
    byte[][] payloads = new byte[size][];
    String[] origins = new String[size];
    long[] ages = new long[size];
    for (int at = 0; at < size; at++) {
      Draft draft = rows.get(at).draft();
      streams[at] = rows.get(at).streamId();
      offsets[at] = rows.get(at).offset();
      events[at] = draft.event();
      payloads[at] = draft.payload().toByteArray();
      origins[at] = draft.origin();
      ages[at] = draft.retention().age().toMillis();
    }
    try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
      insert.setObject(1, streams);
      insert.setObject(2, offsets);
      insert.setObject(3, events);
      insert.setObject(4, payloads);
      insert.setObject(5, origins);
      insert.setObject(6, ages);
      insert.executeUpdate();
    }
  }

  @Override
  public void create(Connection connection, List<String> topics, String epoch) throws SQLException {
    try (PreparedStatement create = connection.prepareStatement(CREATE)) {
      create.setString(1, epoch);
      create.setObject(2, topics.toArray(new String[0]));
      create.executeUpdate();
    }
  }

  @Override
  public void touch(Connection connection, List<String> topics) throws SQLException {
    try (PreparedStatement touch = connection.prepareStatement(TOUCH)) {
      touch.setObject(1, topics.toArray(new String[0]));
      touch.executeUpdate();
    }
  }

  @Override
  public boolean mayTrim(Connection connection) throws SQLException {
    try (PreparedStatement lock = connection.prepareStatement(MAY_TRIM);
        ResultSet row = lock.executeQuery()) {
      return row.next() && row.getBoolean(1);
    }
  }

  @Override
  public int removeMessages(Connection connection, SortedMap<Long, Long> floors, int limit)
      throws SQLException {
    try (PreparedStatement remove = connection.prepareStatement(REMOVE_MESSAGES)) {
      remove.setObject(1, longs(floors.keySet()));
      remove.setObject(2, longs(floors.values()));
      remove.setInt(3, limit);
      remove.setInt(4, limit);
      return remove.executeUpdate();
    }
  }

  private static long[] longs(Collection<Long> numbers) {
    return numbers.stream().mapToLong(Long::longValue).toArray();
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
    try (PreparedStatement claim = connection.prepareStatement(CLAIM)) {
      claim.setBytes(1, id);
      claim.setLong(2, window.toMillis());
      return claim.executeUpdate() == 1;
    }
  }
}
