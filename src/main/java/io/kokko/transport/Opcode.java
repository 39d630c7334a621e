package io.kokko.transport;

/**
 * Numbers the kinds of WebSocket frames.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6455#section-11.8">RFC 6455, 11.8</a>
 */
final class Opcode {

  static final byte CONTINUATION = 0;
  static final byte TEXT = 1;
  static final byte BINARY = 2;
  static final byte CLOSE = 8;
  static final byte PING = 9;
  static final byte PONG = 10;

  static boolean isKnown(int opcode) {
    return opcode <= BINARY || (opcode >= CLOSE && opcode <= PONG);
  }

  private Opcode() {}
}
