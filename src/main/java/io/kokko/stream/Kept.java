package io.kokko.stream;

import io.kokko.channel.EncodedBroadcast;
import io.kokko.message.Message;
import io.kokko.message.Stamp;
import io.kokko.store.StoredMessage;

/**
 * Is a message for clients that come back.
 *
 * @param encoded its frames, made once for all of them
 */
record Kept(long offset, Message.Broadcast broadcast, EncodedBroadcast encoded) {

  static Kept of(StoredMessage message) {
    return of(message.position().offset(), broadcast(message));
  }

  static Kept of(long offset, Message.Broadcast broadcast) {
    return new Kept(offset, broadcast, new EncodedBroadcast(broadcast));
  }

  static Message.Broadcast broadcast(StoredMessage message) {
    return new Message.Broadcast(
        message.topic(),
        message.event(),
        message.payload(),
        new Stamp(message.position(), message.origin()));
  }

  int bytes() {
    return broadcast.payload().sizeInBytes() + broadcast.event().length();
  }
}
