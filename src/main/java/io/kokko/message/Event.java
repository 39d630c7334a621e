package io.kokko.message;

/**
 * Lists the names that the protocol itself gives to events, and the topic it keeps for itself.
 *
 * @see <a
 *     href="https://github.com/phoenixframework/phoenix/blob/v1.8/lib/phoenix/socket.ex">Phoenix.Socket</a>
 */
public final class Event {

  /** The topic of heartbeats, which no channel can have. */
  public static final String PHOENIX_TOPIC = "phoenix";

  /** Sent by clients on {@link #PHOENIX_TOPIC} to keep the connection. */
  public static final String HEARTBEAT = "heartbeat";

  /** Sent by clients to join a topic. */
  public static final String JOIN = "phx_join";

  /** Sent by clients to leave a topic. */
  public static final String LEAVE = "phx_leave";

  /** Answers one message of a client. */
  public static final String REPLY = "phx_reply";

  /** Tells a client that a channel ended in order, so that it does not rejoin. */
  public static final String CLOSE = "phx_close";

  /** Tells a client that a channel crashed, so that it rejoins. */
  public static final String ERROR = "phx_error";

  /** Closes each socket whose id is the topic of a broadcast with this event. */
  public static final String DISCONNECT = "disconnect";

  /** The topic on which clients of Kokko renew the token of their socket. */
  public static final String SESSION_TOPIC = "phoenix:session";

  /** Sent to clients on {@link #SESSION_TOPIC} some time before their token expires. */
  public static final String TOKEN_EXPIRING = "token_expiring";

  /** Sent to clients on {@link #SESSION_TOPIC} whose socket goes on with less. */
  public static final String TOKEN_EXPIRED = "token_expired";

  /** Sent by clients on {@link #SESSION_TOPIC} with a new token. */
  public static final String REFRESH = "refresh";

  private Event() {}
}
