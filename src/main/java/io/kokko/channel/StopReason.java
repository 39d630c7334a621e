package io.kokko.channel;

/**
 * Says why a channel ends.
 *
 * @param name Phoenix's word, for logs and for {@code terminate}
 * @param orderly whether the client hears {@code phx_close} and stays away; otherwise it hears
 *     {@code phx_error} and rejoins
 */
public record StopReason(String name, boolean orderly) {

  /** The channel has done its work. */
  public static final StopReason NORMAL = new StopReason("normal", true);

  /** The channel shuts down. */
  public static final StopReason SHUTDOWN = new StopReason("shutdown", true);

  /** The client left. */
  public static final StopReason LEFT = new StopReason("left", true);

  /** The client's connection ended. */
  public static final StopReason CLOSED = new StopReason("closed", true);

  /** The client joined the same topic again. */
  public static final StopReason DUPLICATE_JOIN = new StopReason("duplicate_join", true);

  /** Ends in order, for a reason of the application: Phoenix's {@code {:shutdown, term}}. */
  public static StopReason shutdown(String name) {
    return new StopReason(name, true);
  }

  /** Ends as if it had crashed, so that the client rejoins. */
  public static StopReason failure(String name) {
    return new StopReason(name, false);
  }
}
