package io.kokko.loop;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Carries the bytes of one connection, as they are or encrypted. Used on its loop. */
interface Wire {

  /**
   * Reads what there is.
   *
   * @return how many bytes were put into the buffer; 0 if there is nothing now, -1 if nothing more
   *     comes
   */
  int read(ByteBuffer into) throws IOException;

  /** Tells whether {@link #read} would return something although nothing more arrives. */
  boolean hasReceived();

  /** Takes of a buffer what it can. */
  void write(ByteBuffer from) throws IOException;

  /**
   * Sends on what was taken.
   *
   * @return whether the operating system has all of it
   */
  boolean flush() throws IOException;

  /** Tells whether something that was taken waits for the operating system. */
  boolean hasUnsent();

  /** Tells whether {@link #write} would take something; if not, something has to be read first. */
  boolean canWrite();

  /**
   * Tells whether much has to be computed before anything else can happen. The loop calls {@link
   * #compute} when it is this connection's turn; until then nothing is read or taken.
   */
  boolean hasToCompute();

  /** Computes that, and sends what comes of it. */
  void compute() throws IOException;

  /** Tells the other side that nothing more is sent, as far as it can be told now. */
  void finish() throws IOException;
}
