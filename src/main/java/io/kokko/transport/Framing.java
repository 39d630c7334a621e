package io.kokko.transport;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kokko.channel.CloseCode;
import io.kokko.serializer.Frame;
import java.nio.ByteBuffer;

/**
 * Writes the frames of a server: unmasked, unfragmented, the length as short as it goes.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6455#section-5.2">RFC 6455, 5.2</a>
 */
final class Framing {

  static final int MAX_CONTROL_PAYLOAD = 125;
  static final int LENGTH_OF_16_BITS = 126;
  static final int LENGTH_OF_64_BITS = 127;

  /** Answers a client's close, whatever its code was. */
  static final byte[] CLOSE_ECHO = close(1000, "");

  static byte[] message(Frame frame) {
    return frame(frame.isText() ? Opcode.TEXT : Opcode.BINARY, frame.bytes());
  }

  static byte[] pong(byte[] payload) {
    return frame(Opcode.PONG, payload);
  }

  static byte[] close(CloseCode code) {
    return close(code.number(), code.reason());
  }

  static byte[] close(int code, String reason) {
    byte[] text = reason.getBytes(UTF_8);
    return frame(
        Opcode.CLOSE,
        ByteBuffer.allocate(2 + text.length).putShort((short) code).put(text).array());
  }

  private static byte[] frame(byte opcode, byte[] payload) {
    ByteBuffer frame = ByteBuffer.allocate(headerSize(payload.length) + payload.length);
    frame.put((byte) (0x80 | opcode));
    putLength(frame, payload.length);
    return frame.put(payload).array();
  }

  private static int headerSize(int length) {
    if (length <= MAX_CONTROL_PAYLOAD) {
      return 2;
    }
    return length <= 0xffff ? 2 + Short.BYTES : 2 + Long.BYTES;
  }

  private static void putLength(ByteBuffer frame, int length) {
    if (length <= MAX_CONTROL_PAYLOAD) {
      frame.put((byte) length);
    } else if (length <= 0xffff) {
      frame.put((byte) LENGTH_OF_16_BITS).putShort((short) length);
    } else {
      frame.put((byte) LENGTH_OF_64_BITS).putLong(length);
    }
  }

  private Framing() {}
}
