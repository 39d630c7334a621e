package io.kokko.transport;

/** What a connection's actor is told by those around it, without anything to say more. */
enum Notice {
  /** Something waits in the outbox. */
  FLUSH,

  /** The outbox was over its bound, and has been closed. */
  OVERFLOW,

  /** So many messages were worked off that more may be read. */
  RESUME,

  /** A time has passed. */
  ALARM,

  /** The server stops. */
  STOP
}
