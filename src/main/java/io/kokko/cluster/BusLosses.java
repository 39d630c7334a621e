package io.kokko.cluster;

import io.kokko.telemetry.Telemetry;
import io.kokko.telemetry.TelemetryEvent;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells what could not be delivered to another node: each loss as an event, and the log now and
 * then how many there were. Any thread.
 */
final class BusLosses {

  private static final Logger LOG = LoggerFactory.getLogger(BusLosses.class);
  private static final long LOG_INTERVAL_NANOS = Duration.ofSeconds(5).toNanos();

  private final Telemetry telemetry;
  private long unloggedMessages;
  private long unloggedBytes;
  private long loggedNanos = System.nanoTime() - LOG_INTERVAL_NANOS;

  BusLosses(Telemetry telemetry) {
    this.telemetry = telemetry;
  }

  /** Tells what a link has dropped since it was last asked. */
  void tell(Link link) {
    BusCounts lost = link.outbound().takeUntold();
    if (lost.dropped() == 0) {
      return;
    }
    telemetry.emit(
        new TelemetryEvent.BusDropped(link.nodeName(), lost.dropped(), lost.droppedBytes()));
    if (!link.hasLeft()) {
      log(link.nodeName(), lost);
    }
  }

  private synchronized void log(String nodeName, BusCounts lost) {
    unloggedMessages += lost.dropped();
    unloggedBytes += lost.droppedBytes();
    long now = System.nanoTime();
    if (now - loggedNanos >= LOG_INTERVAL_NANOS) {
      loggedNanos = now;
      LOG.warn(
          "{} broadcasts ({} bytes) were not delivered to other nodes, the last of them to {}, which"
              + " is gone or has more waiting than kokko.bus.max-queued-bytes",
          unloggedMessages,
          unloggedBytes,
          nodeName);
      unloggedMessages = 0;
      unloggedBytes = 0;
    }
  }
}
