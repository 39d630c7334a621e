package io.kokko.cluster;

import io.kokko.message.Message.Broadcast;
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
      deliver.accept(envelope.topic(), envelope.message());
    } catch (RuntimeException e) {
      LOG.error("broadcast to \"{}\" from {}", envelope.topic(), from, e);
    } finally {
      DELIVERING.set(false);
    }
  }
}
