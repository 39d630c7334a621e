package io.kokko.presence;

import io.kokko.message.ChannelsException;

/** Tells that a key and its meta are larger than what goes from node to node. */
public final class MetaTooLargeException extends ChannelsException {

  MetaTooLargeException(String topic, String key, int bytes, int maxBytes) {
    super(
        "\""
            + key
            + "\" of "
            + topic
            + ": key and meta have "
            + bytes
            + " bytes (expected: <= "
            + maxBytes
            + ", kokko.presence.max-meta-bytes)");
  }
}
