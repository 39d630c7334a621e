package io.kokko.channel;

/**
 * Lists why a server closes a WebSocket, with the code that the client sees.
 *
 * <p>phoenix.js does not come back after 1000, so only a client's own close is answered with it,
 * and a client that is refused for good where the application wants that.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6455#section-7.4">RFC 6455, 7.4</a>
 */
public enum CloseCode {

  /** The client may not connect, and need not try again; the reason says why. */
  REFUSED(1000, "refused"),

  /** The socket was disconnected through its id. */
  DISCONNECTED(1001, ""),

  /** The client broke RFC 6455. */
  PROTOCOL_ERROR(1002, ""),

  /** The client sent nothing for too long. */
  IDLE(1002, ""),

  /** A text message was no UTF-8. */
  INVALID_TEXT(1007, ""),

  /** The client reads more slowly than the server sends, and the queue between them is full. */
  TOO_SLOW(1008, "slow consumer"),

  /** The token that the socket was opened with has expired, and no other one has come. */
  TOKEN_EXPIRED(1008, "token expired"),

  /** A frame or a message was larger than the limit. */
  TOO_BIG(1009, ""),

  /** The client sent something that is no message, or the socket's own code failed. */
  INTERNAL_ERROR(1011, ""),

  /** The node drains its sockets, or stops. */
  RESTART(1012, "");

  private final int number;
  private final String reason;

  CloseCode(int number, String reason) {
    this.number = number;
    this.reason = reason;
  }

  /** Returns the number in the close frame. */
  public int number() {
    return number;
  }

  /** Returns the text in the close frame, often empty. */
  public String reason() {
    return reason;
  }
}
