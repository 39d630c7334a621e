package io.kokko.socket;

import io.kokko.message.ChannelsException;

/** Tells that a user's {@code connect} threw an exception, which the client sees as HTTP 500. */
public final class ConnectCrashedException extends ChannelsException {

  ConnectCrashedException(Throwable cause) {
    super("connect failed: " + cause, cause);
  }
}
