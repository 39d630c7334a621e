package io.kokko.cluster;

/**
 * Counts what became of the messages for one node.
 *
 * @param delivered messages that it has acknowledged
 * @param dropped messages that it has not and will not; some may have arrived all the same
 * @param droppedBytes what these had, encoded
 * @param repeated parcels that were sent again
 */
record BusCounts(long delivered, long dropped, long droppedBytes, long repeated) {

  static final BusCounts NONE = new BusCounts(0, 0, 0, 0);

  BusCounts delivered(long messages) {
    return new BusCounts(delivered + messages, dropped, droppedBytes, repeated);
  }

  BusCounts dropped(long messages, long bytes) {
    return new BusCounts(delivered, dropped + messages, droppedBytes + bytes, repeated);
  }

  BusCounts repeatedOnce() {
    return new BusCounts(delivered, dropped, droppedBytes, repeated + 1);
  }
}
