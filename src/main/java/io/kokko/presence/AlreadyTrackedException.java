package io.kokko.presence;

import io.kokko.message.ChannelsException;

/** Tells that an actor is tracked under a key of a topic already: {@code :already_tracked}. */
public final class AlreadyTrackedException extends ChannelsException {

  AlreadyTrackedException(String topic, String key) {
    super("\"" + key + "\" of " + topic + ": already tracked (expected: update, or another key)");
  }
}
