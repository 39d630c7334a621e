package io.kokko.transport;

/** What a connection is told by those around it, without anything to say more. */
enum Notice {
  /** The outbox was over its bound, and has been closed. */
  OVERFLOW,

  /** Something waits in the outbox. */
  FLUSH,

  /** So many messages were worked off that more may be read. */
  RESUME,

  /** The server stops. */
  STOP;

  private static final Notice[] ALL = values();

  /** Returns the bit that stands for it. */
  int bit() {
    return 1 << ordinal();
  }

  /** Tells whether its bit is set. */
  boolean isIn(int bits) {
    return (bits & bit()) != 0;
  }

  /** Returns all, in the order in which they are to be handled. */
  static Notice[] all() {
    return ALL;
  }
}
