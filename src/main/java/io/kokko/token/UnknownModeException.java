package io.kokko.token;

import io.kokko.message.ChannelsException;

/** Tells that {@code kokko.mode} is neither development nor production. */
public final class UnknownModeException extends ChannelsException {

  UnknownModeException(String mode) {
    super("kokko.mode: " + mode + " (expected: development or production)");
  }
}
