package io.kokko.settings;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import org.junit.jupiter.api.Test;

class UnknownSettingsTest {

  private static Config with(String settings) {
    return ConfigFactory.parseString(settings).withFallback(ConfigFactory.load());
  }

  @Test
  void misspelledSettingIsFound() {
    Config config = with("kokko { transport.idle-timeuot = 1 s, endpiont.port = 1 }");

    assertThat(UnknownSettings.in(config))
        .containsExactly("kokko.endpiont.port", "kokko.transport.idle-timeuot");
  }

  @Test
  void whatTheReferenceHasIsKnown() {
    Config config =
        with("kokko { endpoint.check-origin = [\"//a.example\"], node.name = \"a@b\" }");

    assertThat(UnknownSettings.in(config)).isEmpty();
  }

  @Test
  void dispatcherMayHaveWhateverPekkoKnows() {
    assertThat(UnknownSettings.in(with("kokko.blocking-dispatcher.shutdown-timeout = 1 s")))
        .isEmpty();
  }
}
