package io.kokko.socket;

import com.typesafe.config.Config;

/**
 * Bounds what one socket may hold.
 *
 * @param maxChannels how many topics one client may have joined at a time
 * @param maxQueue how many intercepted broadcasts and info messages may wait for one channel
 */
public record SocketSettings(int maxChannels, int maxQueue) {

  /**
   * Reads {@code kokko.socket} and {@code kokko.channel}.
   *
   * @throws IllegalArgumentException if a number is not positive
   */
  public static SocketSettings of(Config config) {
    return new SocketSettings(
        positive(config, "kokko.socket.max-channels"), positive(config, "kokko.channel.max-queue"));
  }

  private static int positive(Config config, String key) {
    int value = config.getInt(key);
    if (value < 1) {
      throw new IllegalArgumentException(key + ": " + value + " (expected: >= 1)");
    }
    return value;
  }
}
