package io.kokko.transport;

import com.typesafe.config.Config;
import io.kokko.settings.SettingReader;
import java.time.Duration;

/**
 * Bounds what the server spends on clients that poll; the section {@code kokko.transport.long-poll}
 * says what each setting is for.
 */
record LongPollSettings(
    Duration window, Duration pubsubTimeout, int maxSessions, int bufferBytes, int maxBodyBytes) {

  /**
   * Reads the section {@code kokko.transport.long-poll}.
   *
   * @throws io.kokko.settings.InvalidSettingException if a value is out of range or of another kind
   */
  static LongPollSettings of(Config config) {
    SettingReader reader = new SettingReader(config, "kokko.transport.long-poll");
    return new LongPollSettings(
        reader.duration("window"),
        reader.duration("pubsub-timeout"),
        reader.count("max-sessions"),
        reader.bytes("buffer-bytes"),
        reader.bytes("max-body-bytes"));
  }

  /** Returns how long a session lives without a poll. */
  Duration patience() {
    return window.multipliedBy(3).dividedBy(2);
  }
}
