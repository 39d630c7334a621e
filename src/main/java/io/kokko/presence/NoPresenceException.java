package io.kokko.presence;

import io.kokko.message.ChannelsException;

/** Tells that what was to be updated is not tracked: {@code :nopresence}. */
public final class NoPresenceException extends ChannelsException {

  NoPresenceException(String topic, String key) {
    super("\"" + key + "\" of " + topic + ": no presence (expected: track it first)");
  }
}
