package io.kokko.socket;

import com.typesafe.config.Config;
import io.kokko.settings.InvalidSettingException;
import io.kokko.settings.SettingReader;

/**
 * Bounds what sockets may hold.
 *
 * @param maxChannels how many topics one client may have joined at a time
 * @param maxRevocations how many revoked tokens a node remembers
 */
public record SocketSettings(int maxChannels, int maxRevocations) {

  /**
   * Reads {@code kokko.socket}.
   *
   * @throws InvalidSettingException if a number is not positive
   */
  public static SocketSettings of(Config config) {
    SettingReader reader = new SettingReader(config, "kokko.socket");
    return new SocketSettings(reader.count("max-channels"), reader.count("max-revocations"));
  }
}
