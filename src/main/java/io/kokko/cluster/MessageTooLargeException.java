package io.kokko.cluster;

import io.kokko.message.ChannelsException;

/** Tells that a message is larger than what goes from node to node. */
public final class MessageTooLargeException extends ChannelsException {

  MessageTooLargeException(String topic, int bytes, long maxBytes) {
    super(
        "broadcast to \""
            + topic
            + "\": "
            + bytes
            + " bytes (expected: <= "
            + maxBytes
            + ", kokko.bus.max-message-bytes)");
  }
}
