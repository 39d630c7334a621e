package io.kokko.store;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Lets the user's code use a connection, but not end its transaction, nor use it later. */
final class GuardedConnection implements InvocationHandler {

  private static final Set<String> REFUSED = Set.of("commit", "close", "abort", "setAutoCommit");

  private final Connection connection;
  private volatile boolean over;

  GuardedConnection(Connection connection) {
    this.connection = connection;
  }

  Connection proxy() {
    return (Connection)
        Proxy.newProxyInstance(
            Connection.class.getClassLoader(), new Class<?>[] {Connection.class}, this);
  }

  void end() {
    over = true;
  }

  @Override
  public @Nullable Object invoke(
      Object proxy, Method method, @Nullable Object @Nullable [] arguments) throws Throwable {
    if (method.getDeclaringClass() != Object.class) {
      check(method);
    }
    try {
      return method.invoke(connection, arguments);
    } catch (InvocationTargetException failure) {
      throw failure.getCause() == null ? failure : failure.getCause();
    }
  }

  private void check(Method method) throws SQLException {
    // Back to a savepoint is part of the transaction.
    boolean ends = method.getName().equals("rollback") && method.getParameterCount() == 0;
    if (ends || REFUSED.contains(method.getName())) {
      throw new SQLException(
          method.getName() + " in a transaction of the store, which ends when its code returns");
    }
    if (over) {
      throw new SQLException("the transaction of the store is over");
    }
  }
}
