package io.kokko.telemetry;

import io.kokko.message.Payload;

/**
 * Looks at messages as they pass, for somebody who looks for a fault.
 *
 * <p>Called on the threads that carry the messages, many at a time, so it must be quick and must
 * not block; what it throws is the fault of whoever is being served.
 */
public interface Tap {

  /** Says which way a message goes. */
  enum Way {
    /** From a client. */
    IN,

    /** To a client. */
    OUT
  }

  /**
   * A client has said something to a channel, or a channel something to its client.
   *
   * @param socketId the id of the client's socket, or empty where it has none
   */
  void message(Way way, String socketId, String topic, String event, Payload payload);

  /** A broadcast was handed to so many subscribers on this node. */
  void broadcast(String topic, String event, Payload payload, int subscribers);

  /** Tells whether {@link #delivery} is wanted, which takes a look at each subscriber. */
  boolean isForSockets();

  /** One of those subscribers was the client with this socket id. */
  void delivery(String socketId, String topic, String event, Payload payload);
}
