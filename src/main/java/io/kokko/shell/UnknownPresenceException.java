package io.kokko.shell;

import io.kokko.message.ChannelsException;
import io.kokko.presence.Presence;
import java.util.List;

/** Tells that this node runs no such presence. */
final class UnknownPresenceException extends ChannelsException {

  UnknownPresenceException(List<Presence> known) {
    super(
        "no such presence (expected: one of " + known.stream().map(Presence::name).toList() + ")");
  }
}
