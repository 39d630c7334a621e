package io.kokko.channel;

import java.sql.SQLException;

/**
 * Is code that runs in a transaction. It may run several times, when the database ends it for the
 * sake of another one; so it changes nothing but the database.
 */
@FunctionalInterface
public interface TransactionCode<T> {

  /** Does the work; whatever it throws rolls the transaction back. */
  T run(Transaction transaction) throws SQLException;
}
