package io.kokko.channel;

import io.kokko.message.Message;

/** Gets the broadcasts of the topics it subscribed to; called on the publisher's thread. */
public interface Subscriber {

  /**
   * Takes one broadcast, without blocking.
   *
   * @param encoded the same broadcast as frames, made once for all subscribers
   */
  void deliver(Message.Broadcast broadcast, EncodedBroadcast encoded);
}
