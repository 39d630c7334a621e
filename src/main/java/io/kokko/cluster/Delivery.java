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

  private final AtomicReference<@Nullable BiConsumer<String, Broadcast>> subscribers =
      new AtomicReference<>();

  void start(BiConsumer<String, Broadcast> deliver) {
    if (!subscribers.compareAndSet(null, deliver)) {
      throw new IllegalStateException("the bus has been started (expected: one PubSub a node)");
    }
  }

  /** Keeps what one message's subscribers throw from the messages behind it. */
  void deliver(Envelope envelope) {
    BiConsumer<String, Broadcast> deliver = subscribers.get();
    if (deliver == null) {
      return;
    }
    try {
      deliver.accept(envelope.topic(), envelope.message());
    } catch (RuntimeException e) {
      LOG.error("broadcast to \"{}\" from {}", envelope.topic(), envelope.origin(), e);
    }
  }
}
