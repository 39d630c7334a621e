package io.kokko.transport;

import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.atomic.LongAdder;

/** Adds up what waits for clients, and keeps those for whom it is the most. Any thread. */
final class QueueCensus {

  private static final Comparator<OutboundQueues.Client> BY_BYTES =
      Comparator.comparingLong(OutboundQueues.Client::bytes);

  private final int most;
  private final LongAdder bytes = new LongAdder();

  /** Guarded by this; the least on top. */
  private final PriorityQueue<OutboundQueues.Client> longest = new PriorityQueue<>(BY_BYTES);

  /** What a client must have to be among them. */
  private volatile long threshold;

  /** Keeps so many clients. */
  QueueCensus(int most) {
    this.most = most;
  }

  void visit(TcpLink link) {
    long queued = link.queuedBytes();
    if (queued > 0) {
      bytes.add(queued);
      if (queued > threshold) {
        add(new OutboundQueues.Client(link.peer(), queued));
      }
    }
  }

  private synchronized void add(OutboundQueues.Client client) {
    longest.add(client);
    if (longest.size() > most) {
      longest.remove();
    }
    if (longest.size() == most) {
      threshold = longest.element().bytes();
    }
  }

  synchronized OutboundQueues result() {
    List<OutboundQueues.Client> sorted = longest.stream().sorted(BY_BYTES.reversed()).toList();
    return new OutboundQueues(bytes.sum(), sorted);
  }
}
