package io.kokko.cluster;

import java.util.concurrent.atomic.LongAdder;

/** Counts what the bus does, parcel by parcel rather than message by message. Any thread. */
final class BusMeter {

  private final LongAdder sentMessages = new LongAdder();
  private final LongAdder sentBytes = new LongAdder();
  private final LongAdder sentParcels = new LongAdder();
  private final LongAdder repeatedParcels = new LongAdder();
  private final LongAdder acknowledgedMessages = new LongAdder();
  private final LongAdder droppedMessages = new LongAdder();
  private final LongAdder receivedMessages = new LongAdder();
  private final LongAdder receivedBytes = new LongAdder();
  private final LongAdder receivedParcels = new LongAdder();
  private final LongAdder sentAcknowledgements = new LongAdder();
  private final LongAdder receivedAcknowledgements = new LongAdder();

  void sentParcel(int messages, int bytes) {
    sentParcels.increment();
    sentMessages.add(messages);
    sentBytes.add(bytes);
  }

  void repeatedParcel() {
    repeatedParcels.increment();
  }

  void acknowledged(int messages) {
    acknowledgedMessages.add(messages);
  }

  void dropped(int messages) {
    droppedMessages.add(messages);
  }

  void receivedParcel(int messages, int bytes) {
    receivedParcels.increment();
    receivedMessages.add(messages);
    receivedBytes.add(bytes);
  }

  void sentAcknowledgement() {
    sentAcknowledgements.increment();
  }

  void receivedAcknowledgement() {
    receivedAcknowledgements.increment();
  }

  BusTotals totals() {
    return new BusTotals(
        sentMessages.sum(),
        sentBytes.sum(),
        sentParcels.sum(),
        repeatedParcels.sum(),
        acknowledgedMessages.sum(),
        droppedMessages.sum(),
        receivedMessages.sum(),
        receivedBytes.sum(),
        receivedParcels.sum(),
        sentAcknowledgements.sum(),
        receivedAcknowledgements.sum());
  }
}
