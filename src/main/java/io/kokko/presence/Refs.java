package io.kokko.presence;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.function.LongSupplier;

/**
 * Makes {@code phx_ref}s: 12 bytes, of which 8 are the time in nanoseconds, 2 tell the replica and
 * 2 count, as url-safe base64. Not for several threads.
 */
final class Refs {

  private static final int BYTES = 12;

  private final short replica;
  private final LongSupplier nanos;
  private long last;
  private short count;

  /**
   * Makes refs of a replica.
   *
   * @param nanos the time since 1970, which need not grow
   */
  Refs(Replica replica, LongSupplier nanos) {
    this.replica = (short) replica.hashCode();
    this.nanos = nanos;
  }

  String next() {
    last = Math.max(last + 1, nanos.getAsLong());
    byte[] bytes =
        ByteBuffer.allocate(BYTES).putLong(last).putShort(replica).putShort(count++).array();
    return Base64.getUrlEncoder().encodeToString(bytes);
  }
}
