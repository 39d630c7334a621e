package io.kokko.cluster;

import com.typesafe.config.Config;
import io.kokko.settings.SettingReader;
import java.time.Duration;

/** Holds the settings {@code kokko.cluster} and {@code kokko.bus}. */
record ClusterSettings(
    Duration connectTimeout,
    Duration answerTimeout,
    Duration reservation,
    Duration foundingDelay,
    Duration seedInterval,
    Duration healInterval,
    BusSettings bus) {

  static ClusterSettings read(Config config) {
    SettingReader cluster = new SettingReader(config, "kokko.cluster");
    return new ClusterSettings(
        cluster.duration("connect-timeout"),
        cluster.duration("answer-timeout"),
        cluster.duration("reservation"),
        cluster.duration("founding-delay"),
        cluster.duration("seed-interval"),
        cluster.duration("heal-interval"),
        BusSettings.read(config));
  }
}
