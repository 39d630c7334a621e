package io.kokko.store;

import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientConnectionException;
import java.util.Optional;

/** Tells failures of a database apart, by their SQL state. */
final class Failures {

  /** Tells whether the transaction was ended for the sake of another one, and can run again. */
  static boolean isCollision(SQLException failure) {
    String state = state(failure);
    // 40: transaction rollback, in both; 90131: H2's concurrent update.
    return state.startsWith("40") || state.equals("90131");
  }

  /** Tells whether the connection is of no use any more, and a new one may be. */
  static boolean isConnectionLost(SQLException failure) {
    String state = state(failure);
    return state.startsWith("08")
        // PostgreSQL ends its sessions, or is not yet up.
        || state.startsWith("57P")
        // PostgreSQL has become a standby: the one that is written to is elsewhere.
        || state.equals("25006")
        // H2: connection broken, database closed.
        || state.equals("90067")
        || state.equals("90098")
        || state.equals("90121")
        || failure instanceof SQLRecoverableException
        || failure instanceof SQLNonTransientConnectionException
        || failure instanceof SQLTransientConnectionException;
  }

  /** Finds what the database said, in what somebody made of it. */
  static Optional<SQLException> sqlException(Throwable failure) {
    Throwable cause = failure;
    for (int depth = 0; cause != null && depth < 20; depth++) {
      if (cause instanceof SQLException sql) {
        return Optional.of(sql);
      }
      cause = cause.getCause();
    }
    return Optional.empty();
  }

  private static String state(SQLException failure) {
    String state = failure.getSQLState();
    return state == null ? "" : state;
  }

  private Failures() {}
}
