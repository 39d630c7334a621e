package io.kokko.cluster;

import com.typesafe.config.Config;
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

  ClusterSettings {
    if (maxMessageBytes <= 0) {
      throw new IllegalArgumentException(
          "kokko.bus.max-message-bytes: " + maxMessageBytes + " (expected: > 0)");
    }
  }

  static ClusterSettings read(Config config) {
    ClusterSettings settings =
        new ClusterSettings(
            config.getDuration("kokko.cluster.connect-timeout"),
            config.getDuration("kokko.cluster.answer-timeout"),
            config.getDuration("kokko.cluster.reservation"),
            config.getDuration("kokko.cluster.founding-delay"),
            config.getDuration("kokko.cluster.seed-interval"),
            config.getBytes("kokko.bus.max-message-bytes"),
            config.getBytes("kokko.bus.max-queued-bytes"));
    settings.checkFrameSize(config.getBytes("pekko.remote.artery.advanced.maximum-frame-size"));
    return settings;
  }

  /** A message that passes the frame size would be dropped with no more than a line in the log. */
  private void checkFrameSize(long frameBytes) {
    if (frameBytes < maxMessageBytes + FRAME_OVERHEAD_BYTES) {
      throw new IllegalArgumentException(
          "pekko.remote.artery.advanced.maximum-frame-size: "
              + frameBytes
              + " bytes (expected: >= "
              + (maxMessageBytes + FRAME_OVERHEAD_BYTES)
              + ", kokko.bus.max-message-bytes and "
              + FRAME_OVERHEAD_BYTES
              + " more)");
    }
  }
}
