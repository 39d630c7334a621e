package io.kokko.channel;

import io.kokko.message.ChannelsException;
import java.util.Set;

/** Tells that a client pushed an event for which its channel has no {@code handleIn}. */
public final class NoHandlerException extends ChannelsException {

  NoHandlerException(String event, Set<String> known) {
    super("no handleIn for \"" + event + "\", only " + known);
  }
}
