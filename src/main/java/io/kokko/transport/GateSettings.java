package io.kokko.transport;

import com.typesafe.config.Config;
import io.kokko.limit.Rate;
import io.kokko.settings.InvalidSettingException;
import io.kokko.settings.SettingReader;
import java.util.Optional;

/**
 * Says how many sockets a server opens; the section {@code kokko.limits.node} says what each
 * setting is for.
 *
 * @param connects empty for as many as come
 * @param maxWaiting how many handshakes may wait for their turn
 */
record GateSettings(Optional<Rate> connects, int maxWaiting) {

  private static final String SECTION = "kokko.limits.node";

  /**
   * Reads the section {@code kokko.limits.node}.
   *
   * @throws InvalidSettingException if a value is out of range or of another kind
   */
  static GateSettings of(Config config) {
    SettingReader reader = new SettingReader(config, SECTION);
    return new GateSettings(Rate.of(reader, SECTION, "connects"), reader.count("max-waiting"));
  }
}
