package io.kokko.metrics;

import io.kokko.endpoint.Endpoint;
import io.kokko.transport.OutboundQueues;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Looks from time to time what waits to be sent, since whoever reads a gauge cannot wait for it.
 *
 * <p>Any thread may call it.
 */
final class QueueSampler {

  private static final long MAX_AGE_NANOS = Duration.ofSeconds(1).toNanos();

  private final Endpoint endpoint;
  private final AtomicBoolean looking = new AtomicBoolean();
  private volatile OutboundQueues last = OutboundQueues.EMPTY;
  private volatile long lookedNanos = System.nanoTime() - MAX_AGE_NANOS;

  QueueSampler(Endpoint endpoint) {
    this.endpoint = endpoint;
  }

  /** Looks now; completes when that is over, with whatever is known then. */
  CompletionStage<OutboundQueues> look() {
    return endpoint
        .outboundQueues(1)
        .handle(
            (queues, failure) -> {
              // A server that has stopped does not answer, and has nothing to send.
              last = queues == null ? OutboundQueues.EMPTY : queues;
              lookedNanos = System.nanoTime();
              return last;
            });
  }

  /** Returns what was seen at the last look. */
  double bytes() {
    lookAgain();
    return (double) last.bytes();
  }

  /** Returns the most that waited for one client then. */
  double longestBytes() {
    lookAgain();
    return last.longest().isEmpty() ? 0 : (double) last.longest().get(0).bytes();
  }

  private void lookAgain() {
    if (System.nanoTime() - lookedNanos > MAX_AGE_NANOS && looking.compareAndSet(false, true)) {
      var unused = look().whenComplete((queues, failure) -> looking.set(false));
    }
  }
}
