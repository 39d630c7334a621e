package io.kokko.settings;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;

/**
 * Reads the settings of one section, and says clearly which one is wrong: each method throws {@link
 * InvalidSettingException} if the value is missing, of another kind or out of range.
 */
public final class SettingReader {

  private static final String BYTES = "a size from 1 byte to 2047 MiB, like 64 KiB";
  private static final String COUNT = "a whole number > 0";
  private static final String LIMIT = "a whole number > 0, or off";
  private static final String PORT = "a port from 0 to 65535";
  private static final String FLAG = "true or false";
  private static final String TEXT = "a text";
  private static final String OFF = "off";
  private static final int MAX_PORT = 65_535;
  private static final String DURATION = "a duration from 1 ms to 1 day, like 60 s";

  private final Config config;
  private final String section;

  /** Reads a section, for example {@code kokko.transport}. */
  public SettingReader(Config config, String section) {
    this.config = config;
    this.section = section;
  }

  /** Reads a number of bytes. */
  public int bytes(String name) {
    long bytes = read(name, config::getBytes, BYTES);
    return (int) inRange(name, bytes, Integer.MAX_VALUE, BYTES);
  }

  /** Reads a number of things. */
  public int count(String name) {
    long count = read(name, config::getLong, COUNT);
    return (int) inRange(name, count, Integer.MAX_VALUE, COUNT);
  }

  /** Reads a number of things, or empty where the word {@code off} stands. */
  public OptionalInt limit(String name) {
    if (read(name, config::getString, LIMIT).equals(OFF)) {
      return OptionalInt.empty();
    }
    long limit = read(name, config::getLong, LIMIT);
    return OptionalInt.of((int) inRange(name, limit, Integer.MAX_VALUE, LIMIT));
  }

  /** Reads how long something takes. */
  public Duration duration(String name) {
    Duration duration = read(name, config::getDuration, DURATION);
    inRange(name, duration.toMillis(), Duration.ofDays(1).toMillis(), DURATION);
    return duration;
  }

  /** Reads how long something takes, or empty where the word {@code off} stands. */
  public Optional<Duration> optionalDuration(String name) {
    return read(name, config::getString, DURATION).equals(OFF)
        ? Optional.empty()
        : Optional.of(duration(name));
  }

  /** Reads the number of a TCP port; 0 stands for any free one. */
  public int port(String name) {
    long port = read(name, config::getLong, PORT);
    if (port < 0 || port > MAX_PORT) {
      throw invalid(name, PORT);
    }
    return (int) port;
  }

  /** Reads the number of a TCP port, or empty where the word {@code off} stands. */
  public OptionalInt portOrOff(String name) {
    return read(name, config::getString, PORT + ", or off").equals(OFF)
        ? OptionalInt.empty()
        : OptionalInt.of(port(name));
  }

  /** Reads true or false. */
  public boolean flag(String name) {
    return read(name, config::getBoolean, FLAG);
  }

  /** Reads a list of texts. */
  public List<String> texts(String name) {
    return read(name, config::getStringList, "a list of texts");
  }

  /** Reads a text. */
  public String text(String name) {
    return read(name, config::getString, TEXT);
  }

  private <T> T read(String name, Function<String, T> getter, String expected) {
    String key = section + "." + name;
    try {
      return getter.apply(key);
    } catch (ConfigException.Missing missing) {
      throw new InvalidSettingException(key, "missing", expected);
    } catch (ConfigException wrong) {
      throw invalid(name, expected);
    }
  }

  private long inRange(String name, long number, long most, String expected) {
    if (number < 1 || number > most) {
      throw invalid(name, expected);
    }
    return number;
  }

  private InvalidSettingException invalid(String name, String expected) {
    String key = section + "." + name;
    return new InvalidSettingException(key, valueOf(key), expected);
  }

  private String valueOf(String key) {
    return String.valueOf(config.getValue(key).unwrapped());
  }
}
