package io.kokko.cluster;

import io.kokko.message.ChannelsException;

/** Tells that more is waiting to be sent to the other nodes than the node will hold. */
public final class BusFullException extends ChannelsException {

  BusFullException(String topic, long queuedBytes, long maxBytes) {
    super(
        "broadcast to \""
            + topic
            + "\": "
            + queuedBytes
            + " bytes wait for the other nodes (expected: <= "
            + maxBytes
            + ", kokko.bus.max-queued-bytes)");
  }
}
