package io.kokko.transport;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Takes the mask off a client's payload.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6455#section-5.3">RFC 6455, 5.3</a>
 */
final class Masking {

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  /**
   * Masks or unmasks in place.
   *
   * @param keyOffset how many bytes of the payload came before, modulo 4
   */
  static void apply(byte[] bytes, int offset, int count, int key, int keyOffset) {
    int turned = Integer.rotateLeft(key, keyOffset * Byte.SIZE);
    long wide = (long) turned << Integer.SIZE | Integer.toUnsignedLong(turned);
    int end = offset + count;
    int i = offset;
    for (; i <= end - Long.BYTES; i += Long.BYTES) {
      LONGS.set(bytes, i, (long) LONGS.get(bytes, i) ^ wide);
    }
    for (; i < end; i++) {
      bytes[i] ^= (byte) (turned >>> 24);
      turned = Integer.rotateLeft(turned, Byte.SIZE);
    }
  }

  private Masking() {}
}
