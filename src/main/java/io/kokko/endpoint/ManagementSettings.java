package io.kokko.endpoint;

import com.typesafe.config.Config;
import io.kokko.settings.SettingReader;
import java.util.OptionalInt;

/**
 * Says where those who watch the node find it, apart from its clients.
 *
 * @param port empty: nowhere; 0: any that is free
 */
record ManagementSettings(String host, OptionalInt port) {

  /** Reads {@code kokko.management}. */
  static ManagementSettings of(Config config) {
    SettingReader settings = new SettingReader(config, "kokko.management");
    return new ManagementSettings(settings.text("host"), settings.portOrOff("port"));
  }
}
