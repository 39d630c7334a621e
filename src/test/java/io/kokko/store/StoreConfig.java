package io.kokko.store;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;

/** Configures stores for tests. */
final class StoreConfig {

  /** Settings of {@code kokko.streams.store}, then those of the library. */
  static Config with(String url, String settings) {
    return ConfigFactory.parseString(
            "kokko.streams.store { url = \"" + url + "\", " + settings + " }")
        .withFallback(ConfigFactory.load());
  }

  private StoreConfig() {}
}
