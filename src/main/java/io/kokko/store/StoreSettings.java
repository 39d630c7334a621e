package io.kokko.store;

import com.typesafe.config.Config;
import io.kokko.settings.InvalidSettingException;
import io.kokko.settings.SettingReader;
import java.time.Duration;

/**
 * Holds the settings {@code kokko.streams.store}; {@code reference.conf} says what each is for.
 *
 * @param url a JDBC URL; its parameters may hold secrets
 * @param user empty for none
 * @param password empty for none
 */
record StoreSettings(
    String url,
    String user,
    String password,
    int poolSize,
    Duration connectionTimeout,
    Duration statementTimeout,
    Duration forgetTopicsAfter) {

  /** A migration takes two connections. */
  private static final int SMALLEST_POOL = 2;

  private static final Duration SHORTEST_TIMEOUT = Duration.ofMillis(250);

  static StoreSettings of(Config config) {
    SettingReader settings = new SettingReader(config, "kokko.streams.store");
    return new StoreSettings(
        settings.text("url"),
        settings.text("user"),
        settings.text("password"),
        poolSize(settings),
        atLeast(SHORTEST_TIMEOUT, settings, "connection-timeout"),
        atLeast(SHORTEST_TIMEOUT, settings, "statement-timeout"),
        settings.duration("forget-topics-after"));
  }

  private static int poolSize(SettingReader settings) {
    int size = settings.count("pool-size");
    if (size < SMALLEST_POOL) {
      throw new InvalidSettingException("kokko.streams.store.pool-size", "" + size, ">= 2");
    }
    return size;
  }

  private static Duration atLeast(Duration least, SettingReader settings, String name) {
    Duration duration = settings.duration(name);
    if (duration.compareTo(least) < 0) {
      throw new InvalidSettingException(
          "kokko.streams.store." + name, duration.toMillis() + " ms", ">= 250 ms");
    }
    return duration;
  }

  /** Returns the URL as far as the place of the database, which can be shown. */
  String shownUrl() {
    return url.replaceFirst("[;?].*", "").replaceFirst("//[^/@]*@", "//");
  }
}
