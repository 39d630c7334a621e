package io.kokko.channel;

import io.kokko.message.ChannelsException;

/** Tells that a channel got messages faster than it works them off; it ends with phx_error. */
public final class ChannelOverflowException extends ChannelsException {

  ChannelOverflowException(String topic, int bound) {
    super(
        topic
            + " has more than "
            + bound
            + " intercepted broadcasts and info messages waiting (kokko.channel.max-queue)");
  }
}
