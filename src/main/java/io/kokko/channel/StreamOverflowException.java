package io.kokko.channel;

import io.kokko.message.ChannelsException;

/** Tells that a message was not appended to a stream, since too many wait for that already. */
public final class StreamOverflowException extends ChannelsException {

  private static final long serialVersionUID = 1L;

  public StreamOverflowException(String message) {
    super(message);
  }
}
