package io.kokko.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Ends what a store has kept when another node may have gone on without it. */
final class Tenure {

  /** Begins to keep streams, in a transaction. */
  static void begin(Connection connection, boolean withOthers) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      if (isElsewhere(statement)) {
        renew(connection);
        statement.executeUpdate(Sql.NOT_ELSEWHERE);
      }
      if (withOthers) {
        statement.executeUpdate(Sql.ELSEWHERE);
      }
    }
  }

  /** Notes in a transaction that it may end any time. */
  static void mayEnd(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      if (!isElsewhere(statement)) {
        statement.executeUpdate(Sql.ELSEWHERE);
      }
    }
  }

  private static boolean isElsewhere(Statement statement) throws SQLException {
    try (ResultSet row = statement.executeQuery(Sql.IS_ELSEWHERE)) {
      return row.next();
    }
  }

  private static void renew(Connection connection) throws SQLException {
    try (PreparedStatement update = connection.prepareStatement(Sql.NEW_EPOCHS)) {
      update.setString(1, Epochs.random());
      update.executeUpdate();
    }
  }

  private Tenure() {}
}
