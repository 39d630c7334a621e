package io.kokko.store;

import com.typesafe.config.Config;
import io.kokko.settings.InvalidSettingException;

/** Opens the store that {@code kokko.streams.store} describes. */
public final class StreamStores {

  private static final String URL = "kokko.streams.store.url";

  /**
   * Returns the store, which connects at its first use: a database that is down is no failure here.
   *
   * @throws InvalidSettingException if a setting is wrong
   * @throws MissingLibraryException if a library is not on the class path
   */
  public static StreamStore open(Config config) {
    StoreSettings settings = StoreSettings.of(config);
    require("com.zaxxer.hikari.HikariDataSource", "com.zaxxer:HikariCP");
    require("org.flywaydb.core.Flyway", "org.flywaydb:flyway-core");
    return open(settings, dialect(settings));
  }

  private static StreamStore open(StoreSettings settings, Dialect dialect) {
    try {
      return new JdbcStreamStore(settings, dialect);
    } catch (RuntimeException refused) {
      // The pool connects to nothing yet; all it does is to show the URL to the driver.
      throw new InvalidSettingException(URL, settings.shownUrl(), "a URL the driver understands");
    }
  }

  private static Dialect dialect(StoreSettings settings) {
    if (settings.url().startsWith("jdbc:h2:")) {
      require(H2Dialect.DRIVER, "com.h2database:h2");
      return new H2Dialect(settings);
    }
    if (settings.url().startsWith("jdbc:postgresql:")) {
      require(PostgresDialect.DRIVER, "org.postgresql:postgresql");
      require(
          "org.flywaydb.database.postgresql.PostgreSQLDatabaseType",
          "org.flywaydb:flyway-database-postgresql");
      return new PostgresDialect(settings);
    }
    throw new InvalidSettingException(
        URL, settings.shownUrl(), "a URL that begins with jdbc:h2: or jdbc:postgresql:");
  }

  private static void require(String className, String artifact) {
    try {
      Class.forName(className, false, StreamStores.class.getClassLoader());
    } catch (ClassNotFoundException missing) {
      throw new MissingLibraryException(artifact, missing);
    }
  }

  private StreamStores() {}
}
