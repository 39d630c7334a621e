package io.kokko.loop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Runs event loops, and is the executor of the actors that work for their connections. Any thread
 * may call it.
 *
 * <p>A task that is given by a loop's thread runs on that loop, so that a frame is read, handled
 * and answered without changing threads; others are spread.
 */
public final class EventLoops extends AbstractExecutorService {

  private record Current(EventLoops loops, EventLoop loop) {}

  private static final ThreadLocal<@Nullable Current> CURRENT = new ThreadLocal<>();

  private static final long SPARE_SECONDS = 10;

  private final EventLoop[] loops;
  private final ThreadPoolExecutor threads;
  private final Watchman watchman;
  private final AtomicInteger next = new AtomicInteger();
  private final CountDownLatch running;

  private volatile boolean shutDown;

  /**
   * Starts.
   *
   * @param count how many loops
   * @param spareThreads how many threads may be stuck in tasks that block while their loops go on
   *     with others
   */
  EventLoops(int count, int spareThreads, ThreadFactory threadFactory) {
    loops = new EventLoop[count];
    running = new CountDownLatch(count);
    threads =
        new ThreadPoolExecutor(
            0,
            count + spareThreads,
            SPARE_SECONDS,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            threadFactory);
    try {
      for (int i = 0; i < count; i++) {
        loops[i] = new EventLoop(i);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    for (EventLoop loop : loops) {
      start(loop);
    }
    watchman = new Watchman(List.of(loops), this::start, threadFactory);
  }

  /** Returns the loops that the calling thread works for; it must be one of theirs. */
  public static EventLoops current() {
    Current current = CURRENT.get();
    if (current == null) {
      throw new IllegalStateException(
          "thread: " + Thread.currentThread().getName() + " (expected: one of an event loop)");
    }
    return current.loops();
  }

  /**
   * Listens on an address.
   *
   * @param speaker called on a loop for each connection
   * @throws IOException if the address cannot be had
   */
  public Listener listen(
      InetSocketAddress address,
      int backlog,
      Function<TcpConnection.Accepted, TcpConnection> speaker)
      throws IOException {
    return new Listener(this, next(), address, backlog, speaker);
  }

  /** Shows all connections to a visitor, each on its loop; the stage completes after the last. */
  public CompletionStage<Void> forEach(Consumer<TcpConnection> visitor) {
    CompletableFuture<?>[] visits = new CompletableFuture<?>[loops.length];
    for (int i = 0; i < loops.length; i++) {
      EventLoop loop = loops[i];
      CompletableFuture<Void> visit = new CompletableFuture<>();
      visits[i] = visit;
      loop.execute(
          (EventLoop.Own)
              () -> {
                loop.forEach(visitor);
                visit.complete(null);
              });
    }
    return CompletableFuture.allOf(visits);
  }

  EventLoop next() {
    return loops[Math.floorMod(next.getAndIncrement(), loops.length)];
  }

  /** Lets a thread work for a loop; false if all are stuck. */
  private boolean start(EventLoop loop) {
    try {
      threads.execute(() -> run(loop));
      return true;
    } catch (RejectedExecutionException e) {
      return false;
    }
  }

  private void run(EventLoop loop) {
    CURRENT.set(new Current(this, loop));
    try {
      if (loop.run()) {
        running.countDown();
      }
    } finally {
      CURRENT.remove();
    }
  }

  @Override
  public void execute(Runnable task) {
    if (shutDown) {
      throw new RejectedExecutionException("the event loops have ended");
    }
    Current current = CURRENT.get();
    EventLoop loop = current == null || current.loops() != this ? next() : current.loop();
    loop.execute(task);
  }

  /** Ends, and cuts all connections. */
  @Override
  public void shutdown() {
    shutDown = true;
    watchman.stop();
    for (EventLoop loop : loops) {
      loop.close();
    }
    threads.shutdown();
  }

  /** Ends; the tasks that have not begun never will. */
  @Override
  public List<Runnable> shutdownNow() {
    shutdown();
    return List.of();
  }

  @Override
  public boolean isShutdown() {
    return shutDown;
  }

  @Override
  public boolean isTerminated() {
    return running.getCount() == 0;
  }

  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
    return running.await(timeout, unit);
  }
}
