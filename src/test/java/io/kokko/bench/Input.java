package io.kokko.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;

/** Reads sockets into one array that all clients of a loop share. */
final class Input {

  private static final int CHUNK_BYTES = 256 * 1024;

  private final ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK_BYTES);
  private byte[] bytes = new byte[2 * CHUNK_BYTES];

  /**
   * Reads once, and puts what came behind what was left of the last time.
   *
   * @return how many bytes came, or -1 at the end
   */
  int read(ReadableByteChannel channel, byte[] rest) throws IOException {
    int count = channel.read(chunk.clear());
    if (count > 0) {
      if (bytes.length < rest.length + count) {
        bytes = new byte[2 * (rest.length + count)];
      }
      System.arraycopy(rest, 0, bytes, 0, rest.length);
      chunk.flip().get(bytes, rest.length, count);
    }
    return count;
  }

  byte[] bytes() {
    return bytes;
  }
}
