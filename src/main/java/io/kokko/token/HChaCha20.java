package io.kokko.token;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Derives a key from a key and the first 16 bytes of a long nonce.
 *
 * @see <a
 *     href="https://datatracker.ietf.org/doc/html/draft-irtf-cfrg-xchacha-03#section-2.2">XChaCha,
 *     2.2</a>
 */
final class HChaCha20 {

  /** Spells "expand 32-byte k". */
  private static final int[] CONSTANTS = {0x61707865, 0x3320646e, 0x79622d32, 0x6b206574};

  private static final int DOUBLE_ROUNDS = 10;

  private HChaCha20() {}

  /** Takes a key of 32 bytes and 16 bytes of nonce, and returns 32 bytes. */
  static byte[] derive(byte[] key, byte[] nonce) {
    int[] state = new int[16];
    System.arraycopy(CONSTANTS, 0, state, 0, 4);
    words(key).get(state, 4, 8);
    words(nonce).get(state, 12, 4);
    for (int i = 0; i < DOUBLE_ROUNDS; i++) {
      columns(state);
      diagonals(state);
    }
    ByteBuffer derived = ByteBuffer.allocate(32).order(ByteOrder.LITTLE_ENDIAN);
    derived.asIntBuffer().put(state, 0, 4).put(state, 12, 4);
    return derived.array();
  }

  private static java.nio.IntBuffer words(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asIntBuffer();
  }

  private static void columns(int[] state) {
    quarterRound(state, 0, 4, 8, 12);
    quarterRound(state, 1, 5, 9, 13);
    quarterRound(state, 2, 6, 10, 14);
    quarterRound(state, 3, 7, 11, 15);
  }

  private static void diagonals(int[] state) {
    quarterRound(state, 0, 5, 10, 15);
    quarterRound(state, 1, 6, 11, 12);
    quarterRound(state, 2, 7, 8, 13);
    quarterRound(state, 3, 4, 9, 14);
  }

  private static void quarterRound(int[] state, int a, int b, int c, int d) {
    state[a] += state[b];
    state[d] = Integer.rotateLeft(state[d] ^ state[a], 16);
    state[c] += state[d];
    state[b] = Integer.rotateLeft(state[b] ^ state[c], 12);
    state[a] += state[b];
    state[d] = Integer.rotateLeft(state[d] ^ state[a], 8);
    state[c] += state[d];
    state[b] = Integer.rotateLeft(state[b] ^ state[c], 7);
  }
}
