package io.kokko.transport;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigValueType;
import io.kokko.settings.InvalidSettingException;

/** Reads {@code kokko.endpoint.check-origin}. */
final class CheckOriginSetting {

  private static final String KEY = "kokko.endpoint.check-origin";
  private static final String EXPECTED = "true, false, conn or a list of origins";

  static CheckOrigin read(Config config) {
    try {
      return config.getValue(KEY).valueType() == ConfigValueType.LIST
          ? CheckOrigin.of(config.getStringList(KEY).toArray(String[]::new))
          : ofWord(config.getString(KEY), config);
    } catch (ConfigException wrongKind) {
      throw invalid(String.valueOf(config.getValue(KEY).unwrapped()));
    }
  }

  private static CheckOrigin ofWord(String word, Config config) {
    return switch (word) {
      case "true" -> CheckOrigin.host(config.getString("kokko.endpoint.url.host"));
      case "false" -> CheckOrigin.off();
      case "conn" -> CheckOrigin.connection();
      default -> throw invalid(word);
    };
  }

  private static InvalidSettingException invalid(String value) {
    return new InvalidSettingException(KEY, value, EXPECTED);
  }

  private CheckOriginSetting() {}
}
