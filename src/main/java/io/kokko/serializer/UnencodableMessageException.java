package io.kokko.serializer;

import io.kokko.message.ChannelsException;

/** Tells that the protocol's version has no way to write a message. */
public final class UnencodableMessageException extends ChannelsException {

  UnencodableMessageException(String message) {
    super(message);
  }
}
