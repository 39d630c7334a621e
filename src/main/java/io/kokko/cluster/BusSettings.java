package io.kokko.cluster;

import com.typesafe.config.Config;
import io.kokko.settings.InvalidSettingException;
import io.kokko.settings.SettingReader;
import java.time.Duration;

/**
 * Holds the settings {@code kokko.bus}; {@code reference.conf} says what each is for.
 *
 * @param patience how long the room that is left for a silent node has to last
 */
record BusSettings(
    int maxMessageBytes,
    int slowFromBytes,
    int maxQueuedBytes,
    int windowBytes,
    int parcelBytes,
    Duration silentAfter,
    Duration patience,
    int maxWaitingThreads) {

  /** What Pekko adds to a parcel: addresses, the manifest, and its own header. */
  private static final int FRAME_OVERHEAD_BYTES = 4096;

  private static final String FRAME_SIZE = "pekko.remote.artery.advanced.maximum-frame-size";

  static BusSettings read(Config config) {
    SettingReader bus = new SettingReader(config, "kokko.bus");
    BusSettings settings =
        new BusSettings(
            bus.bytes("max-message-bytes"),
            bus.bytes("slow-from-bytes"),
            bus.bytes("max-queued-bytes"),
            bus.bytes("window-bytes"),
            bus.bytes("parcel-bytes"),
            bus.duration("silent-after"),
            bus.duration("patience"),
            bus.count("max-waiting-threads"));
    settings.check(config.getBytes(FRAME_SIZE));
    return settings;
  }

  private void check(long frameBytes) {
    require("kokko.bus.max-queued-bytes", maxQueuedBytes, maxMessageBytes, "max-message-bytes");
    require("kokko.bus.max-queued-bytes", maxQueuedBytes, slowFromBytes, "slow-from-bytes");
    require("kokko.bus.window-bytes", windowBytes, parcelBytes, "parcel-bytes");
    // What passes the frame size would be dropped with no more than a line in the log.
    if (frameBytes < (long) parcelBytes + FRAME_OVERHEAD_BYTES) {
      throw new InvalidSettingException(
          FRAME_SIZE,
          frameBytes + " bytes",
          ">= "
              + ((long) parcelBytes + FRAME_OVERHEAD_BYTES)
              + ", kokko.bus.parcel-bytes and "
              + FRAME_OVERHEAD_BYTES
              + " more");
    }
  }

  private static void require(String key, int value, int least, String of) {
    if (value < least) {
      throw new InvalidSettingException(key, value + " bytes", ">= " + least + ", kokko.bus." + of);
    }
  }
}
