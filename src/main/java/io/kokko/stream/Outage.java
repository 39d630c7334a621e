package io.kokko.stream;

import io.kokko.telemetry.Telemetry;
import io.kokko.telemetry.TelemetryEvent;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells once that what keeps the streams does not answer, and once that it does again. */
final class Outage {

  /** What is asked of it; one kind may fail while others work. */
  enum Act {
    APPEND,
    POSITIONS,
    READ,
    CLAIM,
    TRANSACTION,
    KEEP,
    TRIM
  }

  private static final Logger LOG = LoggerFactory.getLogger(Outage.class);

  private final Telemetry telemetry;
  private final Set<Act> failing = EnumSet.noneOf(Act.class);
  private volatile boolean ongoing;
  private long began;

  Outage(Telemetry telemetry) {
    this.telemetry = telemetry;
  }

  /** Notes how an act has ended. */
  void note(Act act, Throwable failure) {
    synchronized (this) {
      failing.add(act);
      if (ongoing) {
        return;
      }
      ongoing = true;
      began = System.nanoTime();
    }
    LOG.warn("streams are unavailable: {}", failure.getMessage());
    telemetry.emit(new TelemetryEvent.StreamUnavailable(String.valueOf(failure.getMessage())));
  }

  /** Notes that an act has succeeded. */
  void worked(Act act) {
    if (!ongoing) {
      return;
    }
    Duration lasted;
    synchronized (this) {
      failing.remove(act);
      if (!ongoing || !failing.isEmpty()) {
        return;
      }
      ongoing = false;
      lasted = Duration.ofNanos(System.nanoTime() - began);
    }
    LOG.info("streams are available again after {} ms", lasted.toMillis());
    telemetry.emit(new TelemetryEvent.StreamRecovered(lasted));
  }
}
