package io.kokko.socket;

import com.typesafe.config.Config;

/**
 * Bounds what one socket may hold.
 *
 * @param maxChannels how many topics one client may have joined at a time
 */
public record SocketSettings(int maxChannels) {

  /**
   * Reads {@code kokko.socket}.
   *
   * @throws IllegalArgumentException if the number is not positive
   */
  public static SocketSettings of(Config config) {
    int maxChannels = config.getInt("kokko.socket.max-channels");
    if (maxChannels < 1) {
      throw new IllegalArgumentException(
          "kokko.socket.max-channels: " + maxChannels + " (expected: >= 1)");
    }
    return new SocketSettings(maxChannels);
  }
}
