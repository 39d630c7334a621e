package io.kokko.cluster;

import java.util.concurrent.atomic.AtomicLong;

/** Counts the bytes that wait in the bus, and refuses what would be too much. Any thread. */
final class BusQueue {

  private final ClusterSettings settings;
  private final AtomicLong queuedBytes = new AtomicLong();

  BusQueue(ClusterSettings settings) {
    this.settings = settings;
  }

  /**
   * Counts a message that is about to be queued.
   *
   * @throws MessageTooLargeException if it is larger than what goes from node to node
   * @throws BusFullException if it would be too much with what waits already
   */
  void enter(String topic, int bytes) {
    if (bytes > settings.maxMessageBytes()) {
      throw new MessageTooLargeException(topic, bytes, settings.maxMessageBytes());
    }
    long queued = queuedBytes.addAndGet(bytes);
    if (queued > settings.maxQueuedBytes()) {
      queuedBytes.addAndGet(-bytes);
      throw new BusFullException(topic, queued, settings.maxQueuedBytes());
    }
  }

  void left(int bytes) {
    queuedBytes.addAndGet(-bytes);
  }
}
