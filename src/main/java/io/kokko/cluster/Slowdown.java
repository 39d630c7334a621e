package io.kokko.cluster;

import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Slows down who broadcasts more than another node takes, instead of dropping it.
 *
 * <p>The caller's thread waits, in one of three ways. For a node that acknowledges, until there is
 * room. For one that does not, only so long that the room left lasts until the node is given up:
 * what is delivered on this node must not stand still for another. For one that is known to be
 * unreachable, not at all.
 *
 * <p>Most callers are actors. The thread of a dispatcher is replaced while it waits, as {@link
 * ForkJoinPool#managedBlock} does, so that the other actors, and Pekko's connections to the very
 * nodes that are waited for, go on. Of so many threads at a time that is a bounded number; the
 * callers beyond it wait for milliseconds only. Threads that deliver what comes from other nodes
 * never wait, since the acknowledgements come the same way.
 */
final class Slowdown {

  private static final long BRIEF_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
  private static final long SLICE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
  private static final long MAX_PACE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final Semaphore threads;

  Slowdown(int maxWaitingThreads) {
    this.threads = new Semaphore(maxWaitingThreads);
  }

  /**
   * Waits as long as the caller should.
   *
   * @return whether to try again; otherwise the message goes into what room there is
   */
  boolean slow(Outbound outbound, int bytes) {
    if (Delivery.isDelivering() || !outbound.isReachable()) {
      return false;
    }
    try {
      if (outbound.isSilent()) {
        pace(outbound.paceNanos(bytes));
        return false;
      }
      return waiting(
          () -> outbound.shouldWait(bytes), () -> outbound.awaitRoom(bytes, SLICE_NANOS));
    } catch (InterruptedException e) {
      // Whoever stops the caller is not to wait for another node.
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void pace(long nanos) throws InterruptedException {
    if (nanos > 0) {
      long end = System.nanoTime() + Math.min(nanos, MAX_PACE_NANOS);
      waiting(() -> System.nanoTime() - end < 0, () -> sleep(end - System.nanoTime()));
    }
  }

  private static void sleep(long nanos) throws InterruptedException {
    TimeUnit.NANOSECONDS.sleep(nanos);
  }

  private interface Step {
    void run() throws InterruptedException;
  }

  /** Returns false if the wait was cut short, since too many wait already. */
  private boolean waiting(BooleanSupplier wanted, Step step) throws InterruptedException {
    if (!(Thread.currentThread() instanceof ForkJoinWorkerThread)) {
      while (wanted.getAsBoolean()) {
        step.run();
      }
      return true;
    }
    if (!threads.tryAcquire()) {
      sleep(BRIEF_NANOS);
      return false;
    }
    try {
      ForkJoinPool.managedBlock(new Wait(wanted, step));
      return true;
    } catch (RejectedExecutionException tooManyThreads) {
      sleep(BRIEF_NANOS);
      return false;
    } finally {
      threads.release();
    }
  }

  private record Wait(BooleanSupplier wanted, Step step) implements ForkJoinPool.ManagedBlocker {

    @Override
    public boolean block() throws InterruptedException {
      step.run();
      return isReleasable();
    }

    @Override
    public boolean isReleasable() {
      return !wanted.getAsBoolean();
    }
  }
}
