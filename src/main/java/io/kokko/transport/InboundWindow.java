package io.kokko.transport;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts the messages of one client that are being worked on, and tells when to pause.
 *
 * <p>One thread {@linkplain #add adds}, any thread {@linkplain #remove removes}. It is its counter,
 * and has none, to be one object the less for each connection.
 */
final class InboundWindow extends AtomicLong {

  /** The count of messages stands above the count of their bytes, so that one number holds both. */
  private static final int FRAME_SHIFT = 40;

  private static final long BYTES_MASK = (1L << FRAME_SHIFT) - 1;

  private final int maxFrames;
  private final int maxBytes;

  /** Set while the reader pauses; whoever clears it has to wake the reader. */
  private volatile boolean paused;

  InboundWindow(int maxFrames, int maxBytes) {
    this.maxFrames = maxFrames;
    this.maxBytes = maxBytes;
  }

  /** Adds a message and tells whether to pause until {@link #remove} says otherwise. */
  boolean add(int sizeInBytes) {
    long now = addAndGet((1L << FRAME_SHIFT) + sizeInBytes);
    if (frames(now) <= maxFrames && bytes(now) <= maxBytes) {
      return false;
    }
    paused = true;
    // The messages may have been removed before anyone could see that there is a pause to end.
    return !(isLow(get()) && endPause());
  }

  /** Removes messages and tells whether the caller has to wake the reader. */
  boolean remove(int frames, long sizeInBytes) {
    long now = addAndGet(-((long) frames << FRAME_SHIFT) - sizeInBytes);
    return paused && isLow(now) && endPause();
  }

  private synchronized boolean endPause() {
    boolean ended = paused;
    paused = false;
    return ended;
  }

  private boolean isLow(long now) {
    return frames(now) <= maxFrames / 2 && bytes(now) <= maxBytes / 2;
  }

  private static long frames(long now) {
    return now >> FRAME_SHIFT;
  }

  private static long bytes(long now) {
    return now & BYTES_MASK;
  }
}
