package io.kokko.socket;

import com.typesafe.config.Config;
import io.kokko.settings.InvalidSettingException;

/**
 * Holds what all sockets of a node share.
 *
 * @param limits how often their clients may do what
 * @param revocations whose tokens are good no more
 */
public record SocketRuntime(SocketSettings settings, Limits limits, Revocations revocations) {

  /**
   * Reads {@code kokko.socket} and {@code kokko.limits}.
   *
   * @throws InvalidSettingException if a value is out of range or of another kind
   */
  public static SocketRuntime of(Config config) {
    SocketSettings settings = SocketSettings.of(config);
    return new SocketRuntime(
        settings, Limits.of(config), new Revocations(settings.maxRevocations()));
  }
}
