package io.kokko.store;

import io.kokko.message.ChannelsException;

/** The store did not do what it was asked; whether an append took place is not known. */
public final class StoreUnavailableException extends ChannelsException {

  private static final long serialVersionUID = 1L;

  public StoreUnavailableException(String message) {
    super(message);
  }

  public StoreUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
