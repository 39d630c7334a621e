package io.kokko.bench;

import java.nio.ByteBuffer;
import java.util.SplittableRandom;

/** Frames what a client sends, in a buffer that is used again. One thread at a time may use it. */
final class Mask {

  private static final int LONGEST_HEAD = 14;

  private final SplittableRandom random = new SplittableRandom();
  private ByteBuffer buffer = ByteBuffer.allocateDirect(4096);

  /** Returns a whole frame, which is valid until the next call. */
  ByteBuffer frame(int opcode, byte[] payload, int length) {
    if (buffer.capacity() < length + LONGEST_HEAD) {
      buffer = ByteBuffer.allocateDirect(2 * length + LONGEST_HEAD);
    }
    buffer.clear().put((byte) (0x80 | opcode));
    if (length < 126) {
      buffer.put((byte) (0x80 | length));
    } else if (length < 65_536) {
      buffer.put((byte) (0x80 | 126)).putShort((short) length);
    } else {
      buffer.put((byte) (0x80 | 127)).putLong(length);
    }
    int key = random.nextInt();
    buffer.putInt(key);
    masked(payload, length, key);
    return buffer.flip();
  }

  private void masked(byte[] payload, int length, int key) {
    for (int i = 0; i < length; i++) {
      buffer.put((byte) (payload[i] ^ key >>> (24 - 8 * (i & 3))));
    }
  }
}
