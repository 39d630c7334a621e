package io.kokko.metrics;

import io.kokko.endpoint.Endpoint;
import io.kokko.transport.OutboundQueues;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Looks from time to time what waits to be sent, since whoever reads a gauge cannot wait for it.
 *
 * <p>Any thread may call it.
 */
final class QueueSampler {

  private static final long MAX_AGE_NANOS = Duration.ofSeconds(1).toNanos();

  private final Endpoint endpoint;
  private final AtomicReference<@Nullable CompletableFuture<OutboundQueues>> looking =
      new AtomicReference<>();
  private volatile OutboundQueues last = OutboundQueues.EMPTY;
  private volatile long lookedNanos = System.nanoTime() - MAX_AGE_NANOS;

  QueueSampler(Endpoint endpoint) {
    this.endpoint = endpoint;
  }

  /**
   * Looks, unless somebody has done so within a second or is about to: it takes a visit to each
   * connection, and anybody may ask. Completes with whatever is known then.
   */
  CompletionStage<OutboundQueues> look() {
    if (System.nanoTime() - lookedNanos < MAX_AGE_NANOS) {
      return CompletableFuture.completedFuture(last);
    }
    CompletableFuture<OutboundQueues> mine = new CompletableFuture<>();
    CompletableFuture<OutboundQueues> others = looking.compareAndExchange(null, mine);
    if (others != null) {
      return others;
    }
    var unused =
        CompletableFuture.completedFuture(1)
            .thenCompose(endpoint::outboundQueues)
            .whenComplete((queues, failure) -> looked(queues, mine));
    return mine;
  }

  private void looked(@Nullable OutboundQueues queues, CompletableFuture<OutboundQueues> stage) {
    // A server that has stopped does not answer, and has nothing to send.
    OutboundQueues seen = queues == null ? OutboundQueues.EMPTY : queues;
    last = seen;
    lookedNanos = System.nanoTime();
    looking.set(null);
    stage.complete(seen);
  }

  /** Returns what was seen at the last look. */
  double bytes() {
    var unused = look();
    return (double) last.bytes();
  }

  /** Returns the most that waited for one client then. */
  double longestBytes() {
    var unused = look();
    return last.longest().isEmpty() ? 0 : (double) last.longest().get(0).bytes();
  }
}
