package io.kokko.presence;

import com.typesafe.config.Config;
import io.kokko.settings.SettingReader;
import java.time.Duration;

/** Holds the settings {@code kokko.presence}. */
record PresenceSettings(
    Duration diffWindow,
    Duration crowdWindow,
    int pieceKeys,
    Duration fetchTimeout,
    int maxMetaBytes,
    int maxQueue,
    Duration deltaWindow,
    int deltaBytes,
    int maxRemoveLog,
    Duration heartbeatInterval,
    Duration downAfter,
    Duration keepDown) {

  static PresenceSettings of(Config config) {
    SettingReader settings = new SettingReader(config, "kokko.presence");
    return new PresenceSettings(
        settings.duration("diff-window"),
        settings.duration("crowd-window"),
        settings.count("piece-keys"),
        settings.duration("fetch-timeout"),
        settings.bytes("max-meta-bytes"),
        settings.count("max-queue"),
        settings.duration("delta-window"),
        settings.bytes("delta-bytes"),
        settings.count("max-remove-log"),
        settings.duration("heartbeat-interval"),
        settings.duration("down-after"),
        settings.duration("keep-down"));
  }
}
