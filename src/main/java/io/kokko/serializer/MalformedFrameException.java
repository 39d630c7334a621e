package io.kokko.serializer;

import io.kokko.message.ChannelsException;

/** Tells that a frame of a client is no message of the protocol; its socket is closed with 1011. */
public final class MalformedFrameException extends ChannelsException {

  MalformedFrameException(String message) {
    super(message);
  }

  MalformedFrameException(String message, Throwable cause) {
    super(message, cause);
  }
}
