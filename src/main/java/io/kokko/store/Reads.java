package io.kokko.store;

import io.kokko.message.JsonPayload;
import io.kokko.message.Position;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads what follows a position. The topic's row and its messages are read one after the other,
 * with no transaction around: offsets have no holes, so what was appended or removed in between
 * shows.
 */
final class Reads {

  /** How large the payloads of one read are, with one more message. */
  static final int MAX_BYTES = 4 * 1024 * 1024;

  private record Stream(long id, Position last) {}

  static Optional<List<StoredMessage>> after(
      Connection connection, String topic, Position after, int limit) throws SQLException {
    Stream stream = stream(connection, topic);
    if (stream == null
        || !stream.last().epoch().equals(after.epoch())
        || after.offset() > stream.last().offset()
        || after.offset() < 0) {
      return Optional.empty();
    }
    if (after.offset() == stream.last().offset()) {
      return Optional.of(List.of());
    }
    List<StoredMessage> messages = messages(connection, stream.id(), topic, after, limit);
    return messages.isEmpty() ? Optional.empty() : Optional.of(messages);
  }

  private static @Nullable Stream stream(Connection connection, String topic) throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(Sql.STREAM)) {
      select.setString(1, topic);
      try (ResultSet row = select.executeQuery()) {
        return row.next()
            ? new Stream(row.getLong(1), new Position(row.getString(2), row.getLong(3)))
            : null;
      }
    }
  }

  /** Returns what follows as far as it has no hole. */
  private static List<StoredMessage> messages(
      Connection connection, long streamId, String topic, Position after, int limit)
      throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(Sql.MESSAGES)) {
      select.setLong(1, streamId);
      select.setLong(2, after.offset());
      select.setLong(3, after.offset() + limit);
      select.setInt(4, MAX_BYTES);
      List<StoredMessage> messages = new ArrayList<>();
      try (ResultSet row = select.executeQuery()) {
        Position expected = after.next();
        while (row.next() && row.getLong(1) == expected.offset()) {
          messages.add(message(topic, expected, row));
          expected = expected.next();
        }
      }
      return messages;
    }
  }

  private static StoredMessage message(String topic, Position position, ResultSet row)
      throws SQLException {
    byte[] payload = row.getBytes(3);
    return new StoredMessage(
        topic,
        position,
        row.getString(2),
        JsonPayload.copyOf(payload, 0, payload.length),
        row.getString(4));
  }

  private Reads() {}
}
