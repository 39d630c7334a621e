package io.kokko.transport;

import com.typesafe.config.Config;
import io.kokko.settings.InvalidSettingException;
import io.kokko.settings.SettingReader;
import java.time.Duration;
import java.util.OptionalInt;

/**
 * Says how fast a server that stops closes its sockets; the section {@code kokko.endpoint.drain}
 * says what each setting is for.
 *
 * @see <a href="https://hexdocs.pm/phoenix/Phoenix.Endpoint.html#socket/3-shared-options">Phoenix's
 *     option drainer</a>
 */
public record DrainSettings(
    int batchSize, Duration batchInterval, OptionalInt rate, Duration shutdown) {

  /**
   * Reads the section {@code kokko.endpoint.drain}.
   *
   * @throws InvalidSettingException if a value is out of range or of another kind
   */
  public static DrainSettings of(Config config) {
    SettingReader reader = new SettingReader(config, "kokko.endpoint.drain");
    return new DrainSettings(
        reader.count("batch-size"),
        reader.duration("batch-interval"),
        reader.limit("rate"),
        reader.duration("shutdown"));
  }
}
