package io.kokko.transport;

/** What a connection is told by those around it, without anything to say more. */
enum Notice {
  /** The outbox was over its bound, and has been closed. */
  OVERFLOW(1),

  /** Something waits in the outbox. */
  FLUSH(2),

  /** So many messages were worked off that more may be read. */
  RESUME(4),

  /** The server stops. */
  STOP(8),

  /** The gate has let the connection's handshake in. */
  ADMIT(16);

  private static final Notice[] ALL = values();

  private final int bit;

  Notice(int bit) {
    this.bit = bit;
  }

  /** Returns the bit that stands for it. */
  int bit() {
    return bit;
  }

  /** Tells whether its bit is set. */
  boolean isIn(int bits) {
    return (bits & bit) != 0;
  }

  /** Returns all, in the order in which they are to be handled. */
  static Notice[] all() {
    return ALL;
  }
}
