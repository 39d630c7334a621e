package io.kokko.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * One WebSocket frame, right or wrong.
 *
 * @param fin whether it ends its message
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6455#section-5.2">RFC 6455, 5.2</a>
 */
@SuppressWarnings("ArrayRecordComponent") // equals and hashCode look into the array
public record RawFrame(boolean fin, int opcode, byte[] payload) {

  public static final int CONTINUATION = 0;
  public static final int TEXT = 1;
  public static final int BINARY = 2;
  public static final int CLOSE = 8;
  public static final int PING = 9;
  public static final int PONG = 10;

  private static final int FIN = 0x80;
  private static final int MASKED = 0x80;
  private static final int OPCODE = 0x0f;
  private static final int TWO_BYTES_FOLLOW = 126;
  private static final int EIGHT_BYTES_FOLLOW = 127;
  private static final byte[] MASK = {0x37, (byte) 0xfa, 0x21, 0x3d};

  public static RawFrame text(String text) {
    return new RawFrame(true, TEXT, text.getBytes(UTF_8));
  }

  public static RawFrame binary(byte[] bytes) {
    return new RawFrame(true, BINARY, bytes);
  }

  public static RawFrame ping(byte[] bytes) {
    return new RawFrame(true, PING, bytes);
  }

  public static RawFrame close(int code) {
    return new RawFrame(true, CLOSE, ByteBuffer.allocate(2).putShort((short) code).array());
  }

  /** Closes without a code. */
  public static RawFrame close() {
    return new RawFrame(true, CLOSE, new byte[0]);
  }

  /** Reads what a server sends, which is never masked. */
  static RawFrame read(DataInputStream in) throws IOException {
    int first = in.readUnsignedByte();
    byte[] payload = new byte[length(in)];
    in.readFully(payload);
    return new RawFrame((first & FIN) != 0, first & OPCODE, payload);
  }

  private static int length(DataInputStream in) throws IOException {
    int length = in.readUnsignedByte();
    return switch (length) {
      case TWO_BYTES_FOLLOW -> in.readUnsignedShort();
      case EIGHT_BYTES_FOLLOW -> Math.toIntExact(in.readLong());
      default -> length;
    };
  }

  /** Returns the frame as a client has to write it: masked. */
  public byte[] masked() {
    ByteBuffer bytes = ByteBuffer.allocate(payload.length + 14);
    bytes.put((byte) ((fin ? FIN : 0) | opcode));
    putLength(bytes);
    bytes.put(MASK);
    for (int i = 0; i < payload.length; i++) {
      bytes.put((byte) (payload[i] ^ MASK[i % MASK.length]));
    }
    return Arrays.copyOf(bytes.array(), bytes.position());
  }

  private void putLength(ByteBuffer bytes) {
    if (payload.length < TWO_BYTES_FOLLOW) {
      bytes.put((byte) (MASKED | payload.length));
    } else if (payload.length <= 0xffff) {
      bytes.put((byte) (MASKED | TWO_BYTES_FOLLOW)).putShort((short) payload.length);
    } else {
      bytes.put((byte) (MASKED | EIGHT_BYTES_FOLLOW)).putLong(payload.length);
    }
  }

  public String asText() {
    return new String(payload, UTF_8);
  }

  /** Returns the code of a close frame; 1005, as the RFC calls it, if there is none. */
  public int closeCode() {
    return payload.length < 2 ? 1005 : ByteBuffer.wrap(payload).getShort() & 0xffff;
  }

  /** Returns the reason of a close frame. */
  public String closeReason() {
    return payload.length < 2 ? "" : new String(payload, 2, payload.length - 2, UTF_8);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RawFrame that
        && fin == that.fin
        && opcode == that.opcode
        && Arrays.equals(payload, that.payload);
  }

  @Override
  public int hashCode() {
    return opcode + Arrays.hashCode(payload);
  }

  @Override
  public String toString() {
    return switch (opcode) {
      case TEXT -> "text " + asText();
      case CLOSE -> "close " + closeCode() + " \"" + closeReason() + '"';
      default -> "opcode " + opcode + " " + HexFormat.of().formatHex(payload);
    };
  }
}
