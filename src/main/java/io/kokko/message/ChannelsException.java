package io.kokko.message;

/** Tells that Kokko could not do what was asked; each subclass names the act that failed. */
public abstract class ChannelsException extends RuntimeException {

  /** Takes a sentence that says what came and what was expected. */
  protected ChannelsException(String message) {
    super(message);
  }

  /** Takes a sentence that says what came and what was expected, and the failure behind it. */
  protected ChannelsException(String message, Throwable cause) {
    super(message, cause);
  }
}
