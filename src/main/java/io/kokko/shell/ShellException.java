package io.kokko.shell;

import io.kokko.message.ChannelsException;

/** Tells the reader of a shell what failed, without the way there. */
public final class ShellException extends ChannelsException {

  ShellException(ChannelsException failure) {
    super(Reason.of(failure));
  }
}
