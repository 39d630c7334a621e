package io.kokko.store;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * Is code that runs in a transaction of the store. It may run several times, so it should change
 * nothing but the database.
 */
@FunctionalInterface
public interface TransactionWork<T extends @Nullable Object> {

  /** Does the work; whatever it throws rolls the transaction back. */
  T run(StoreTransaction transaction) throws SQLException;
}
