package io.kokko.settings;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.util.List;
import java.util.Map;

/** Finds settings that nobody reads, most often because their names are misspelled. */
public final class UnknownSettings {

  /** What a dispatcher may have is Pekko's to say. */
  private static final List<String> DISPATCHERS =
      List.of("kokko.blocking-dispatcher.", "kokko.bus.dispatcher.", "kokko.streams.dispatcher.");

  /** Returns the paths below {@code kokko} that {@code reference.conf} does not have, sorted. */
  public static List<String> in(Config config) {
    Config known = ConfigFactory.defaultReference(UnknownSettings.class.getClassLoader());
    return config.withOnlyPath("kokko").entrySet().stream()
        .map(Map.Entry::getKey)
        .filter(path -> !known.hasPathOrNull(path))
        .filter(path -> DISPATCHERS.stream().noneMatch(path::startsWith))
        .sorted()
        .toList();
  }

  private UnknownSettings() {}
}
