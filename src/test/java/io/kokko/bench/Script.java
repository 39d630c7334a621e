package io.kokko.bench;

/** Directs the clients of one loop, on its thread; the times are those of {@link Clock}. */
interface Script {

  default void joined(Client client, long now) {}

  /** Takes a frame that it has seen before, byte by byte, so that it need not be read again. */
  default boolean knows(Client client, byte[] bytes, int from, int to, long now) {
    return false;
  }

  /** Gets what the server sent by itself: no reply and no end of a channel. */
  default void heard(Client client, PhoenixMessage message, long now) {}

  /** Gets the reply to a push of its own. */
  default void replied(Client client, PhoenixMessage message, long now) {}

  /** Is told that the server has answered the client's leave. */
  default void left(Client client, long now) {}

  /** Is told that the connection is no more, and whether by the client's own close. */
  default void ended(Client client, boolean orderly, long now) {}

  /** Does what is due, and returns when it wants to be asked again at the latest. */
  default long turn(long now) {
    return Long.MAX_VALUE;
  }
}
