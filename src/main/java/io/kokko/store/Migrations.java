package io.kokko.store;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/**
 * Brings the tables to where this version wants them, before they are first used. One thread does
 * it, and the others wait for what becomes of it. When it fails, the next use tries again.
 */
final class Migrations {

  private static final String HISTORY = "kokko_schema_history";

  /** How often nodes that begin at once may be in each other's way. */
  private static final int MAX_TRIES = 5;

  private final String location;
  private final Duration patience;
  private volatile CompletableFuture<Void> latest =
      CompletableFuture.failedFuture(new IllegalStateException("not begun"));

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
  void ensure(DataSource database) {
    CompletableFuture<Void> attempt = latest;
    if (attempt.isCompletedExceptionally()) {
      attempt = after(attempt, database);
    }
    await(attempt);
  }

  private CompletableFuture<Void> after(CompletableFuture<Void> failed, DataSource database) {
    CompletableFuture<Void> next = new CompletableFuture<>();
    synchronized (this) {
      if (latest != failed) {
        return latest;
      }
      latest = next;
    }
    run(next, database);
    return next;
  }

  private void run(CompletableFuture<Void> attempt, DataSource database) {
    try {
      migrate(database);
      attempt.complete(null);
    } catch (RuntimeException | Error failure) {
      attempt.completeExceptionally(failure);
    }
  }

  private void await(CompletableFuture<Void> attempt) {
    try {
      attempt.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException failure) {
      throw new StoreUnavailableException(
          "the store's tables cannot be made: " + failure.getMessage(), failure);
    } catch (TimeoutException late) {
      throw new StoreUnavailableException(
          "the store's tables were not made within " + patience.toMillis() + " ms", late);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new StoreUnavailableException("interrupted while the store was opened", interrupted);
    }
  }

  /**
   * Runs what has not run yet. Flyway locks its history while it migrates, but not while it makes
   * it, so of nodes that make it at once one may fail, and finds it there the next time.
   */
  private void migrate(DataSource database) {
    Flyway flyway = flyway(database);
    for (int tries = 1; ; tries++) {
      try {
        flyway.migrate();
        return;
      } catch (FlywayException failure) {
        boolean lost =
            Failures.sqlException(failure).filter(Failures::isConnectionLost).isPresent();
        if (lost || tries == MAX_TRIES) {
          throw failure;
        }
      }
    }
  }

  private Flyway flyway(DataSource database) {
    return Flyway.configure(Migrations.class.getClassLoader())
        .dataSource(database)
        .locations(location)
        .table(HISTORY)
        // The tables of the user may be in the same schema.
        .baselineOnMigrate(true)
        .baselineVersion("0")
        .load();
  }
}
