package io.kokko.dashboard;

import com.typesafe.config.Config;
import io.kokko.settings.InvalidSettingException;
import io.kokko.settings.SettingReader;

/**
 * Says who may look.
 *
 * @param token what visitors have to know; empty: there is no dashboard
 * @param remote whether visitors may come from other hosts
 */
record DashboardSettings(String token, boolean remote) {

  private static final int SHORTEST_TOKEN = 16;

  /** Reads {@code kokko.dashboard}. */
  static DashboardSettings of(Config config) {
    SettingReader settings = new SettingReader(config, "kokko.dashboard");
    String token = settings.text("token");
    if (!token.isEmpty() && token.length() < SHORTEST_TOKEN) {
      throw new InvalidSettingException(
          "kokko.dashboard.token",
          token.length() + " characters",
          "at least " + SHORTEST_TOKEN + ", or none for no dashboard");
    }
    return new DashboardSettings(token, settings.flag("remote"));
  }

  boolean isOn() {
    return !token.isEmpty();
  }
}
