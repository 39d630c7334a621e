package io.kokko.store;

/** Holds SQL that both databases understand. */
final class Sql {

  /**
   * Milliseconds since 1970 by the clock of the database, which is the one that all nodes share.
   */
  static final String NOW = "cast(extract(epoch from current_timestamp) * 1000 as bigint)";

  /** The topics' rows, and whether they were not used for longer than a number of milliseconds. */
  static final String POSITIONS =
      "select topic, epoch, last_offset, used_at < "
          + NOW
          + " - ? as stale from kokko_stream where topic = any(?)";

  static final String STREAM = "select id, epoch, last_offset from kokko_stream where topic = ?";

  /**
   * Messages between two offsets, until those before are so many bytes: so a row at least, and
   * little more than that many bytes of memory.
   */
  static final String MESSAGES =
      "select msg_offset, event, payload, origin from (select msg_offset, event, payload, origin,"
          + " sum(octet_length(payload)) over (order by msg_offset) - octet_length(payload) as"
          + " bytes_before from kokko_message where stream_id = ? and msg_offset > ? and msg_offset"
          + " <= ?) as piece where bytes_before < ? order by msg_offset";

  /** How far the oldest messages that are beyond their age reach in each stream. */
  static final String EXPIRED =
      "select stream_id, max(msg_offset) from (select stream_id, msg_offset from kokko_message where"
          + " expires_at <= "
          + NOW
          + " order by expires_at limit ?) as expired group by stream_id";

  static final String REPLY = "select reply from kokko_push where id = ?";

  static final String ANSWER = "update kokko_push set reply = ? where id = ? and reply is null";

  static final String RELEASE = "delete from kokko_push where id = ? and reply is null";

  static final String IS_ELSEWHERE = "select only_row from kokko_elsewhere";

  static final String NOT_ELSEWHERE = "delete from kokko_elsewhere";

  static final String ELSEWHERE = "insert into kokko_elsewhere (only_row) values (1)";

  static final String NEW_EPOCHS = "update kokko_stream set epoch = ?";

  private Sql() {}
}
