package io.kokko.transport;

import io.kokko.message.ChannelsException;

/** Tells that the server could not listen on its address; most often the port is taken. */
public final class BindFailedException extends ChannelsException {

  private final String host;
  private final int port;

  public BindFailedException(String host, int port, Throwable cause) {
    super(
        "cannot listen on %s:%d: %s (choose a free port, and an address of this machine)"
            .formatted(host, port, reason(cause)),
        cause);
    this.host = host;
    this.port = port;
  }

  /** Pekko puts the address in brackets before the message, and an unknown host has none. */
  private static String reason(Throwable cause) {
    String message = cause.getMessage();
    return message == null
        ? cause.getClass().getSimpleName()
        : message.replaceFirst("^\\[[^]]*] ", "");
  }

  /** Returns the host that was asked for. */
  public String host() {
    return host;
  }

  /** Returns the port that was asked for. */
  public int port() {
    return port;
  }
}
