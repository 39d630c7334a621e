package io.kokko.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;

/** Grants pushes with a key to one who asks, and remembers their answers. */
final class Pushes {

  /** How often a key can be removed, since its window is over, between being asked for and read. */
  private static final int MAX_TRIES = 5;

  private final Dialect dialect;

  Pushes(Dialect dialect) {
    this.dialect = dialect;
  }

  Claim claim(Connection connection, PushKey key, Duration window) throws SQLException {
    byte[] id = id(key);
    for (int tries = 0; tries < MAX_TRIES; tries++) {
      if (dialect.claim(connection, id, window)) {
        return new Claim.Granted();
      }
      Optional<Claim> earlier = earlier(connection, id);
      if (earlier.isPresent()) {
        return earlier.get();
      }
    }
    return new Claim.Running();
  }

  private static Optional<Claim> earlier(Connection connection, byte[] id) throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(Sql.REPLY)) {
      select.setBytes(1, id);
      try (ResultSet row = select.executeQuery()) {
        if (!row.next()) {
          return Optional.empty();
        }
        byte[] reply = row.getBytes(1);
        return Optional.of(
            reply == null ? new Claim.Running() : new Claim.Answered(new String(reply, UTF_8)));
      }
    }
  }

  void answer(Connection connection, PushKey key, String reply) throws SQLException {
    try (PreparedStatement answer = connection.prepareStatement(Sql.ANSWER)) {
      answer.setBytes(1, reply.getBytes(UTF_8));
      answer.setBytes(2, id(key));
      answer.executeUpdate();
    }
  }

  void release(Connection connection, PushKey key) throws SQLException {
    try (PreparedStatement release = connection.prepareStatement(Sql.RELEASE)) {
      release.setBytes(1, id(key));
      release.executeUpdate();
    }
  }

  /** Returns 32 bytes for any names, however long and of whatever characters clients make them. */
  private static byte[] id(PushKey key) {
    MessageDigest digest = sha256();
    add(digest, key.topic());
    add(digest, key.user());
    add(digest, key.id());
    return digest.digest();
  }

  private static void add(MessageDigest digest, String name) {
    ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES + name.length() * Character.BYTES);
    bytes.putInt(name.length());
    bytes.asCharBuffer().put(name);
    digest.update(bytes.array());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every JDK has SHA-256", impossible);
    }
  }
}
