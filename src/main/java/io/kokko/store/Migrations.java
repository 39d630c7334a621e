package io.kokko.store;

import com.zaxxer.hikari.HikariDataSource;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/**
 * Brings the tables to where this version wants them, before they are first used. When it fails, it
 * is tried again at the next use.
 */
final class Migrations {

  private static final String HISTORY = "kokko_schema_history";

  private final String location;
  private final Duration patience;
  private final ReentrantLock running = new ReentrantLock();
  private volatile boolean done;

  /** Who waits longer than {@code patience} for another thread to do it gives up. */
  Migrations(String dialect, Duration patience) {
    this.location = "classpath:io/kokko/store/" + dialect;
    this.patience = patience;
  }

  /**
   * Returns when the tables are there.
   *
   * @throws StoreUnavailableException if they cannot be reached, or are not what they should be
   */
  void ensure(HikariDataSource database) {
    if (done) {
      return;
    }
    lock();
    try {
      if (!done) {
        migrate(database);
        done = true;
      }
    } finally {
      running.unlock();
    }
  }

  private void lock() {
    try {
      if (running.tryLock(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        return;
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new StoreUnavailableException("interrupted while the store was opened", interrupted);
    }
    throw new StoreUnavailableException(
        "the store was not opened within " + patience.toMillis() + " ms");
  }

  private void migrate(HikariDataSource database) {
    try {
      Flyway.configure(Migrations.class.getClassLoader())
          .dataSource(database)
          .locations(location)
          .table(HISTORY)
          // The tables of the user may be in the same schema.
          .baselineOnMigrate(true)
          .baselineVersion("0")
          .load()
          .migrate();
    } catch (FlywayException failure) {
      throw new StoreUnavailableException(
          "the store's tables cannot be made: " + failure.getMessage(), failure);
    }
  }
}
