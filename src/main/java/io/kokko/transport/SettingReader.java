package io.kokko.transport;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import java.time.Duration;
import java.util.function.Function;

/** Reads the settings of one section and says clearly which one is wrong. */
final class SettingReader {

  private static final String BYTES = "a size from 1 byte to 2047 MiB, like 64 KiB";
  private static final String COUNT = "a whole number > 0";
  private static final String DURATION = "a duration from 1 ms to 1 day, like 60 s";

  private final Config config;
  private final String section;

  SettingReader(Config config, String section) {
    this.config = config;
    this.section = section;
  }

  int bytes(String name) {
    long bytes = read(name, config::getBytes, BYTES);
    return (int) inRange(name, bytes, Integer.MAX_VALUE, BYTES);
  }

  int count(String name) {
    long count = read(name, config::getLong, COUNT);
    return (int) inRange(name, count, Integer.MAX_VALUE, COUNT);
  }

  Duration duration(String name) {
    Duration duration = read(name, config::getDuration, DURATION);
    inRange(name, duration.toMillis(), Duration.ofDays(1).toMillis(), DURATION);
    return duration;
  }

  private <T> T read(String name, Function<String, T> getter, String expected) {
    String key = section + "." + name;
    try {
      return getter.apply(key);
    } catch (ConfigException.Missing missing) {
      throw new InvalidSettingException(key, "missing", expected);
    } catch (ConfigException wrong) {
      throw new InvalidSettingException(key, valueOf(key), expected);
    }
  }

  private long inRange(String name, long number, long most, String expected) {
    if (number < 1 || number > most) {
      String key = section + "." + name;
      throw new InvalidSettingException(key, valueOf(key), expected);
    }
    return number;
  }

  private String valueOf(String key) {
    return String.valueOf(config.getValue(key).unwrapped());
  }
}
