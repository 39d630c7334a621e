package io.kokko.token;

import io.kokko.message.ChannelsException;

/** Tells that bytes are no Erlang term, or one of a kind that has no place in a token. */
final class MalformedTermException extends ChannelsException {

  MalformedTermException(String message) {
    super(message);
  }
}
