package io.kokko.message;

/** Tells that a payload could not be written as JSON, or not be read as the type asked for. */
public final class PayloadException extends ChannelsException {

  public PayloadException(String message) {
    super(message);
  }

  public PayloadException(String message, Throwable cause) {
    super(message, cause);
  }
}
