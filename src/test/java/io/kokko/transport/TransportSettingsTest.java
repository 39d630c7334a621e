package io.kokko.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.kokko.settings.InvalidSettingException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TransportSettingsTest {

  @Test
  void defaultsAreThoseOfPhoenix() {
    TransportSettings settings = TransportSettings.of(ConfigFactory.defaultReference());

    assertThat(settings.idleTimeout()).isEqualTo(Duration.ofSeconds(60));
    assertThat(settings.maxFrameBytes()).isEqualTo(10_000_000);
    assertThat(settings.maxMessageBytes()).isEqualTo(8_000_000);
  }

  @ParameterizedTest
  @CsvSource({
    "idle-timeout, -1, 'a duration from 1 ms to 1 day, like 60 s'",
    "idle-timeout, soon, 'a duration from 1 ms to 1 day, like 60 s'",
    "max-frame-bytes, 3 GiB, 'a size from 1 byte to 2047 MiB, like 64 KiB'",
    "max-frame-bytes, 0, 'a size from 1 byte to 2047 MiB, like 64 KiB'",
    "inbound-frames, many, a whole number > 0",
  })
  void badValueIsNamedWithWhatWasExpected(String name, String value, String expected) {
    Config config =
        ConfigFactory.parseString("kokko.transport." + name + " = \"" + value + "\"")
            .withFallback(ConfigFactory.defaultReference());

    assertThatExceptionOfType(InvalidSettingException.class)
        .isThrownBy(() -> TransportSettings.of(config))
        .withMessage("kokko.transport." + name + ": " + value + " (expected: " + expected + ")");
  }
}
