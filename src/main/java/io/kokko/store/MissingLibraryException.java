package io.kokko.store;

import io.kokko.message.ChannelsException;

/** Tells that streams need a library that the application has not been given. */
public final class MissingLibraryException extends ChannelsException {

  private static final long serialVersionUID = 1L;

  MissingLibraryException(String artifact, Throwable cause) {
    super(
        artifact
            + " is not on the class path (expected: a dependency of an application that keeps"
            + " streams in this store)",
        cause);
  }
}
