package io.kokko.telemetry;

import java.util.concurrent.atomic.LongAdder;

/**
 * Counts what is too frequent to be told one by one, and what there is at the moment. It counts
 * whether or not anybody listens.
 *
 * <p>Any thread may call it, and waits for no other.
 */
public final class Counts {

  private final LongAdder sockets = new LongAdder();
  private final LongAdder channels = new LongAdder();
  private final LongAdder deliveries = new LongAdder();

  /** Notes that a socket has been opened. */
  public void socketOpened() {
    sockets.increment();
  }

  /** Notes that a socket has ended. */
  public void socketEnded() {
    sockets.decrement();
  }

  /** Notes that a client has been let into a channel. */
  public void channelOpened() {
    channels.increment();
  }

  /** Notes that such a channel has ended. */
  public void channelEnded() {
    channels.decrement();
  }

  /** Notes that one broadcast was handed to so many subscribers. */
  public void delivered(int subscribers) {
    deliveries.add(subscribers);
  }

  /** Tells how many sockets are open. */
  public long sockets() {
    return sockets.sum();
  }

  /** Tells how many channels are joined. */
  public long channels() {
    return channels.sum();
  }

  /** Tells to how many subscribers broadcasts were handed, all broadcasts taken together. */
  public long deliveries() {
    return deliveries.sum();
  }
}
