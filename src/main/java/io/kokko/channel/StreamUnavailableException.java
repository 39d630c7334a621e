package io.kokko.channel;

import io.kokko.message.ChannelsException;
import org.jspecify.annotations.Nullable;

/**
 * Tells that a stream could not be read or appended to, since what keeps it does not answer. A
 * message that was to be appended may have been.
 */
public final class StreamUnavailableException extends ChannelsException {

  private static final long serialVersionUID = 1L;

  public StreamUnavailableException(String message, @Nullable Throwable cause) {
    super(message);
    if (cause != null) {
      initCause(cause);
    }
  }
}
