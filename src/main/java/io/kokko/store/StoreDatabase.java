package io.kokko.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lends connections and runs transactions: again when it makes sense, and what fails for good is a
 * {@link StoreUnavailableException}. Connects at the first use, so a database that is down stops
 * nobody from starting.
 */
final class StoreDatabase implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(StreamStore.class);

  /** How often a transaction runs that others collide with. */
  private static final int MAX_RUNS = 10;

  private static final int MAX_PAUSE_MILLIS = 5;
  private static final Duration LONGEST_VALIDATION = Duration.ofSeconds(1);

  private final Dialect dialect;
  private final String name;
  private final Duration connectionTimeout;
  private final HikariDataSource pool;
  private final Migrations migrations;
  private final AtomicBoolean down = new AtomicBoolean();
  private volatile boolean used;

  StoreDatabase(StoreSettings settings, Dialect dialect) {
    this.dialect = dialect;
    this.name = settings.shownUrl();
    this.connectionTimeout = settings.connectionTimeout();
    this.pool = new HikariDataSource(poolOf(settings, dialect));
    this.migrations =
        new Migrations(dialect.migrations(), connectionTimeout.plus(settings.statementTimeout()));
  }

  private static HikariConfig poolOf(StoreSettings settings, Dialect dialect) {
    HikariConfig pool = new HikariConfig();
    pool.setPoolName("kokko-store");
    pool.setDriverClassName(dialect.driver());
    pool.setJdbcUrl(dialect.url());
    if (!settings.user().isEmpty()) {
      pool.setUsername(settings.user());
    }
    if (!settings.password().isEmpty()) {
      pool.setPassword(settings.password());
    }
    pool.setDataSourceProperties(dialect.driverProperties());
    pool.setConnectionInitSql(dialect.firstStatement());
    pool.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
    pool.setMaximumPoolSize(settings.poolSize());
    Duration timeout = settings.connectionTimeout();
    pool.setConnectionTimeout(timeout.toMillis());
    pool.setValidationTimeout(
        (timeout.compareTo(LONGEST_VALIDATION) < 0 ? timeout : LONGEST_VALIDATION).toMillis());
    pool.setInitializationFailTimeout(-1);
    return pool;
  }

  /** Runs a statement that does nothing more when it runs twice. */
  <T extends @Nullable Object> T repeatably(SqlWork<T> work) {
    return unavailableIfItFails(Mode.REPEATABLE, work);
  }

  /** Runs a statement that is not repeated when nobody knows whether it has run. */
  <T extends @Nullable Object> T once(SqlWork<T> work) {
    return unavailableIfItFails(Mode.ONCE, work);
  }

  /** Runs statements in a transaction. */
  <T extends @Nullable Object> T inTransaction(SqlWork<T> work) {
    return unavailableIfItFails(Mode.TRANSACTION, work);
  }

  private <T extends @Nullable Object> T unavailableIfItFails(Mode mode, SqlWork<T> work) {
    try {
      return run(mode, work);
    } catch (SQLException failure) {
      throw unavailable(failure);
    }
  }

  /**
   * Runs code of the user's in a transaction.
   *
   * @throws SQLException what the code threw, unless the connection is lost or others collide with
   *     it too often
   */
  <T extends @Nullable Object> T inUsersTransaction(SqlWork<T> work) throws SQLException {
    try {
      return run(Mode.TRANSACTION, work);
    } catch (SQLException failure) {
      if (Failures.isConnectionLost(failure) || Failures.isCollision(failure)) {
        throw unavailable(failure);
      }
      throw failure;
    }
  }

  private <T extends @Nullable Object> T run(Mode mode, SqlWork<T> work) throws SQLException {
    long deadline = System.nanoTime() + connectionTimeout.toNanos();
    for (int runs = 1; ; runs++) {
      Attempt<T> attempt = new Attempt<>(mode, work);
      try {
        T result = attempt.run(connection());
        if (down.compareAndSet(true, false)) {
          LOG.info("The store {} is available again", name);
        }
        return result;
      } catch (SQLException | RuntimeException failure) {
        if (runs == MAX_RUNS || !mayRunAgain(failure, attempt.mayBeDone, deadline)) {
          throw failure;
        }
        pause(runs);
      }
    }
  }

  /** A collision leaves nothing behind; after the loss of a connection that has to be known. */
  private boolean mayRunAgain(Exception failure, boolean mayBeDone, long deadline) {
    SQLException sql = Failures.sqlException(failure).orElse(null);
    if (sql == null || failure instanceof StoreUnavailableException) {
      return false;
    }
    if (Failures.isConnectionLost(sql)) {
      // The others in the pool are as old.
      pool.getHikariPoolMXBean().softEvictConnections();
      return !mayBeDone && System.nanoTime() < deadline;
    }
    return Failures.isCollision(sql);
  }

  private static void pause(int runs) {
    try {
      Thread.sleep(ThreadLocalRandom.current().nextInt(1 + runs * MAX_PAUSE_MILLIS));
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new StoreUnavailableException("interrupted while waiting for the store", interrupted);
    }
  }

  /** Tells whether anybody has asked for a connection. */
  boolean isUsed() {
    return used;
  }

  private Connection connection() {
    used = true;
    try {
      migrations.ensure(pool);
      return pool.getConnection();
    } catch (SQLException failure) {
      throw unavailable(failure);
    }
  }

  private StoreUnavailableException unavailable(SQLException failure) {
    if (down.compareAndSet(false, true)) {
      LOG.warn("The store {} is not available: {}", name, failure.getMessage());
    }
    return new StoreUnavailableException(
        "the store " + name + " failed: " + failure.getMessage(), failure);
  }

  @Override
  public void close() {
    dialect.lastStatement().ifPresent(this::end);
    pool.close();
  }

  /** Takes the connection away from itself, so what fails then is that it is gone. */
  private void end(String lastStatement) {
    try (Connection connection = pool.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(lastStatement);
    } catch (SQLException failure) {
      if (!Failures.isConnectionLost(failure)) {
        LOG.warn("The store {} does not end: {}", name, failure.getMessage());
      }
    }
  }

  private enum Mode {
    REPEATABLE,
    ONCE,
    TRANSACTION
  }

  /** Is one run of some work. */
  private static final class Attempt<T extends @Nullable Object> {

    private final Mode mode;
    private final SqlWork<T> work;
    private boolean mayBeDone;

    Attempt(Mode mode, SqlWork<T> work) {
      this.mode = mode;
      this.work = work;
    }

    T run(Connection connection) throws SQLException {
      try (connection) {
        mayBeDone = mode == Mode.ONCE;
        return mode == Mode.TRANSACTION ? inTransaction(connection) : work.run(connection);
      }
    }

    private T inTransaction(Connection connection) throws SQLException {
      connection.setAutoCommit(false);
      try {
        T result = work.run(connection);
        mayBeDone = true;
        connection.commit();
        return result;
      } catch (SQLException | RuntimeException | Error failure) {
        rollBack(connection, failure);
        throw failure;
      }
    }

    private static void rollBack(Connection connection, Throwable failure) {
      try {
        connection.rollback();
      } catch (SQLException second) {
        failure.addSuppressed(second);
      }
    }
  }
}
