package io.kokko.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SecretKeyBaseTest {

  @Test
  void developmentNeedsNoSecret() {
    assertThat(SecretKeyBase.of(settings("development", ""))).isNotEmpty();
    assertThat(SecretKeyBase.of(settings("development", "mine"))).isEqualTo("mine");
  }

  @Test
  void productionRefusesNoSecretAShortOneAndTheKnownOne() {
    String known = SecretKeyBase.of(settings("development", ""));

    assertThatThrownBy(() -> SecretKeyBase.of(settings("production", "")))
        .isInstanceOf(WeakSecretException.class)
        .hasMessageContaining("secret-key-base: missing (expected in production: at least 64");
    assertThatThrownBy(() -> SecretKeyBase.of(settings("production", "x".repeat(63))))
        .hasMessageContaining("secret-key-base: 63 bytes");
    assertThatThrownBy(() -> SecretKeyBase.of(settings("production", known)))
        .hasMessageContaining("the one for development");
  }

  @Test
  void productionTakesAStrongSecret() {
    String secret = "0123456789abcdef".repeat(4);

    assertThat(SecretKeyBase.of(settings("production", secret))).isEqualTo(secret);
  }

  @Test
  void unknownModeIsNamed() {
    assertThatThrownBy(() -> SecretKeyBase.of(settings("prod", "")))
        .isInstanceOf(UnknownModeException.class)
        .hasMessage("kokko.mode: prod (expected: development or production)");
  }

  private static Config settings(String mode, String secret) {
    return ConfigFactory.parseMap(
            Map.of("kokko.mode", mode, "kokko.endpoint.secret-key-base", secret))
        .withFallback(ConfigFactory.load());
  }
}
