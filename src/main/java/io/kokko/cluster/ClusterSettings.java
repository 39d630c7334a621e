package io.kokko.cluster;

import com.typesafe.config.Config;
import io.kokko.settings.InvalidSettingException;
import io.kokko.settings.SettingReader;
import java.time.Duration;

/** Holds the settings {@code kokko.cluster} and {@code kokko.bus}. */
record ClusterSettings(
    Duration connectTimeout,
    Duration answerTimeout,
    Duration reservation,
    Duration foundingDelay,
    Duration seedInterval,
    long maxMessageBytes,
    long maxQueuedBytes) {

  private static final long FRAME_OVERHEAD_BYTES = 4096;

  static ClusterSettings read(Config config) {
    SettingReader cluster = new SettingReader(config, "kokko.cluster");
    SettingReader bus = new SettingReader(config, "kokko.bus");
    ClusterSettings settings =
        new ClusterSettings(
            cluster.duration("connect-timeout"),
            cluster.duration("answer-timeout"),
            cluster.duration("reservation"),
            cluster.duration("founding-delay"),
            cluster.duration("seed-interval"),
            bus.bytes("max-message-bytes"),
            bus.bytes("max-queued-bytes"));
    settings.checkFrameSize(config.getBytes("pekko.remote.artery.advanced.maximum-frame-size"));
    return settings;
  }

  /** A message that passes the frame size would be dropped with no more than a line in the log. */
  private void checkFrameSize(long frameBytes) {
    if (frameBytes < maxMessageBytes + FRAME_OVERHEAD_BYTES) {
      throw new InvalidSettingException(
          "pekko.remote.artery.advanced.maximum-frame-size",
          frameBytes + " bytes",
          ">= "
              + (maxMessageBytes + FRAME_OVERHEAD_BYTES)
              + ", kokko.bus.max-message-bytes and "
              + FRAME_OVERHEAD_BYTES
              + " more");
    }
  }
}
