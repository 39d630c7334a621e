package io.kokko.store;

import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Is something to do with a connection, maybe several times. */
@FunctionalInterface
interface SqlWork<T extends @Nullable Object> {

  T run(Connection connection) throws SQLException;
}
