package io.kokko.socket;

import com.typesafe.config.Config;
import io.kokko.settings.InvalidSettingException;
import io.kokko.settings.SettingReader;

/**
 * Bounds what one socket may hold.
 *
 * @param maxChannels how many topics one client may have joined at a time
 */
public record SocketSettings(int maxChannels) {

  /**
   * Reads {@code kokko.socket}.
   *
   * @throws InvalidSettingException if the number is not positive
   */
  public static SocketSettings of(Config config) {
    return new SocketSettings(new SettingReader(config, "kokko.socket").count("max-channels"));
  }
}
