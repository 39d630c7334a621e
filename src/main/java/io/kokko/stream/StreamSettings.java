package io.kokko.stream;

import com.typesafe.config.Config;
import io.kokko.settings.SettingReader;
import java.time.Duration;

/** Holds the settings {@code kokko.streams} but those of the store. */
record StreamSettings(
    int lanes,
    int batchMessages,
    int batchBytes,
    int maxQueue,
    int maxQueueBytes,
    Duration gapPatience,
    Duration tailInterval,
    Duration idleAfter,
    int cacheMessages,
    int cacheBytes,
    int resumeBytes,
    int readMessages,
    Duration trimInterval,
    Duration ownerPatience,
    Duration pushPatience,
    Duration pushPause,
    int maxTransactions) {

  static StreamSettings of(Config config) {
    SettingReader settings = new SettingReader(config, "kokko.streams");
    return new StreamSettings(
        settings.count("lanes"),
        settings.count("batch-messages"),
        settings.bytes("batch-bytes"),
        settings.count("max-queue"),
        settings.bytes("max-queue-bytes"),
        settings.duration("gap-patience"),
        settings.duration("tail-interval"),
        settings.duration("idle-after"),
        settings.count("cache-messages"),
        settings.bytes("cache-bytes"),
        settings.bytes("resume-bytes"),
        settings.count("read-messages"),
        settings.duration("trim-interval"),
        settings.duration("owner-patience"),
        settings.duration("push-patience"),
        settings.duration("push-pause"),
        settings.count("max-transactions"));
  }
}
