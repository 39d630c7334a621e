package io.kokko.presence;

import io.kokko.message.ChannelsException;

/** Tells that more is waiting to be tracked than may wait. */
public final class PresenceOverloadedException extends ChannelsException {

  PresenceOverloadedException(String presence, int maxQueue) {
    super(
        "presence \""
            + presence
            + "\": "
            + maxQueue
            + " requests wait already (expected: fewer, kokko.presence.max-queue)");
  }
}
