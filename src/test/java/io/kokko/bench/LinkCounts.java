package io.kokko.bench;

import java.util.Locale;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** Counts what happens to connections. Any thread may use it. */
final class LinkCounts {

  /** What kept a client from joining. */
  enum Failure {
    SOCKET,
    UPGRADE,
    JOIN,
    TIMEOUT,
    CLOSED,
    PROTOCOL
  }

  final LongAdder joined = new LongAdder();
  final LongAdder dropped = new LongAdder();
  final LongAdder channelErrors = new LongAdder();
  final LongAdder otherMessages = new LongAdder();
  final LongAdder heartbeatsSent = new LongAdder();
  final LongAdder heartbeatsAnswered = new LongAdder();
  final LongAdder receivedBytes = new LongAdder();
  final LongAdder receivedFrames = new LongAdder();

  private final ConcurrentHashMap<Failure, LongAdder> failures = new ConcurrentHashMap<>();
  private final AtomicReference<@Nullable String> firstError = new AtomicReference<>();

  void fail(Failure failure, String error) {
    failures.computeIfAbsent(failure, absent -> new LongAdder()).increment();
    note(error);
  }

  /** Keeps the first error's text. */
  void note(String error) {
    firstError.compareAndSet(null, error);
  }

  long failures() {
    return failures.values().stream().mapToLong(LongAdder::sum).sum();
  }

  void report(Figures figures) {
    figures.add("failures", failures());
    failures.forEach(
        (failure, count) ->
            figures.add("failures_" + failure.name().toLowerCase(Locale.ROOT), count.sum()));
    figures
        .add("dropped", dropped.sum())
        .add("phx_error", channelErrors.sum())
        .add("other_messages", otherMessages.sum())
        .add("hb_sent", heartbeatsSent.sum())
        .add("hb_ok", heartbeatsAnswered.sum())
        .add("rx_bytes", receivedBytes.sum())
        .add("rx_frames", receivedFrames.sum());
    String error = firstError.get();
    if (error != null) {
      figures.add("first_error", error);
    }
  }
}
