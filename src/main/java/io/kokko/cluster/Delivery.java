package io.kokko.cluster;

import io.kokko.message.Message.Broadcast;
import io.kokko.telemetry.Telemetry;
import io.kokko.telemetry.TraceContext;
import io.kokko.telemetry.Tracing;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Publishes on this node what comes from another one, once somebody has said how. Any thread. */
final class Delivery {

  private static final Logger LOG = LoggerFactory.getLogger(Delivery.class);

  private static final ThreadLocal<Boolean> DELIVERING = ThreadLocal.withInitial(() -> false);

  private final AtomicReference<@Nullable BiConsumer<String, Broadcast>> subscribers =
      new AtomicReference<>();

  private final Telemetry telemetry;

  /** Takes where to read who follows traces. */
  Delivery(Telemetry telemetry) {
    this.telemetry = telemetry;
  }

  void start(BiConsumer<String, Broadcast> deliver) {
    if (!subscribers.compareAndSet(null, deliver)) {
      throw new IllegalStateException("the bus has been started (expected: one PubSub a node)");
    }
  }

  /** Tells whether the calling thread is in the middle of a delivery. */
  static boolean isDelivering() {
    return DELIVERING.get();
  }

  /** Keeps what one message's subscribers throw from the messages behind it. */
  void deliver(String from, Envelope envelope) {
    BiConsumer<String, Broadcast> deliver = subscribers.get();
    if (deliver == null) {
      return;
    }
    DELIVERING.set(true);
    try {
      if (envelope.trace() == null) {
        deliver.accept(envelope.topic(), envelope.message());
      } else {
        deliver(from, envelope, envelope.trace(), deliver);
      }
    } catch (RuntimeException e) {
      LOG.error("broadcast to \"{}\" from {}", envelope.topic(), from, e);
    } finally {
      DELIVERING.set(false);
    }
  }

  private void deliver(
      String from,
      Envelope envelope,
      TraceContext sender,
      BiConsumer<String, Broadcast> subscribers) {
    Tracing.Span span =
        telemetry.tracing().receive(envelope.topic(), envelope.message().event(), from, sender);
    Tracing.Scope scope = span.enter();
    try {
      subscribers.accept(envelope.topic(), envelope.message());
    } finally {
      scope.close();
      span.end();
    }
  }
}
