package io.kokko.loop;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries some of the connections: one pass reads what has arrived, runs the tasks that this has
 * caused, and writes what they have left to be sent.
 *
 * <p>One thread at a time owns it. A task is somebody else's code, which may block; then the {@link
 * Watchman} gives the loop to another thread, and the one that was stuck finds it gone when it
 * comes back. Nothing of the loop's own state is on that thread's stack meanwhile.
 */
final class EventLoop {

  private static final Logger LOG = LoggerFactory.getLogger(EventLoop.class);

  /** How many bytes are read or written in one system call. */
  private static final int BUFFER_BYTES = 64 * 1024;

  /** How many tasks, and how many signals, are worked off before the network is looked at again. */
  private static final int BATCH = 1024;

  /** How long connections compute, one after the other, before the network is looked at again. */
  private static final long COMPUTING_NANOS = 2_000_000;

  private static final VarHandle SIGNALLED;
  private static final VarHandle SLEEPING;
  private static final VarHandle TURN;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      SIGNALLED = lookup.findVarHandle(EventLoop.class, "signalled", TcpConnection.class);
      SLEEPING = lookup.findVarHandle(EventLoop.class, "sleeping", boolean.class);
      TURN = lookup.findVarHandle(EventLoop.class, "turn", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final int index;
  private final Selector selector;
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final ByteBuffer in = ByteBuffer.allocateDirect(BUFFER_BYTES);
  private final ByteBuffer out = ByteBuffer.allocateDirect(BUFFER_BYTES);
  private final Consumer<SelectionKey> onReady = this::onReady;
  private final long origin = System.nanoTime();

  /** A stack of the connections that somebody has signalled, the last one on top. */
  private volatile @Nullable TcpConnection signalled;

  /** The owner is about to wait for the network, or waits. */
  private volatile boolean sleeping;

  /** Odd while a task runs; it only grows, and who sets it from odd to even owns the loop. */
  private volatile long turn;

  private volatile boolean closed;

  // The owner's own.
  private @Nullable TcpConnection unhandled;
  private final Queue<TcpConnection> computing = new ArrayDeque<>();
  private long now;
  private boolean isNowOld;
  private @Nullable ByteBuffer encryptedIn;
  private @Nullable ByteBuffer encryptedOut;
  private final Alarms alarms = new Alarms();

  EventLoop(int index) throws IOException {
    this.index = index;
    selector = Selector.open();
  }

  int index() {
    return index;
  }

  Selector selector() {
    return selector;
  }

  ByteBuffer in() {
    return in;
  }

  ByteBuffer out() {
    return out;
  }

  /** Only made where TLS is spoken. */
  ByteBuffer encryptedIn() {
    if (encryptedIn == null) {
      encryptedIn = ByteBuffer.allocateDirect(TlsWire.BUFFER_BYTES);
    }
    return encryptedIn;
  }

  ByteBuffer encryptedOut() {
    if (encryptedOut == null) {
      encryptedOut = ByteBuffer.allocateDirect(TlsWire.BUFFER_BYTES);
    }
    return encryptedOut;
  }

  /** The time in milliseconds, on a clock of this loop; as of the beginning of this pass. */
  long now() {
    return now;
  }

  /** Runs a task on whoever owns the loop then. Any thread may call it. */
  void execute(Runnable task) {
    tasks.add(task);
    wakeUp();
  }

  /** Has a connection's signals handled. Any thread may call it. */
  void signal(TcpConnection connection) {
    while (true) {
      TcpConnection top = signalled;
      connection.nextSignalled = top;
      if (SIGNALLED.compareAndSet(this, top, connection)) {
        wakeUp();
        return;
      }
    }
  }

  private void wakeUp() {
    if (sleeping && SLEEPING.compareAndSet(this, true, false)) {
      selector.wakeup();
    }
  }

  /** Keeps the alarms of the connections, by {@link #now}; the owner's. */
  Alarms alarms() {
    return alarms;
  }

  /** Has {@link TcpConnection#compute} called, when those who came before have had their turn. */
  void computeInTurn(TcpConnection connection) {
    computing.add(connection);
  }

  /** Returns how many wait for their turn to compute. */
  int computingCount() {
    return computing.size();
  }

  /** Ends the loop and cuts its connections. Any thread may call it. */
  void close() {
    closed = true;
    selector.wakeup();
  }

  // --- Ownership ---

  /** The number of the task that runs, which is odd, or of the last one. */
  long turn() {
    return turn;
  }

  /**
   * Takes the loop from the thread that is in a task.
   *
   * @return false if that task has ended
   */
  boolean takeFrom(long stuckTurn) {
    return TURN.compareAndSet(this, stuckTurn, stuckTurn + 1);
  }

  /**
   * Works until the loop is closed or taken away.
   *
   * @return false if it was taken away
   */
  boolean run() {
    long mine = turn;
    while (!closed) {
      select();
      mine = runTasks(mine);
      if (mine < 0) {
        return false;
      }
      handleSignals();
      if (!computing.isEmpty()) {
        compute();
      }
      if (now >= alarms.next()) {
        alarms.ring(now);
      }
    }
    if (runTasks(mine) < 0) {
      return false;
    }
    end();
    return true;
  }

  private void select() {
    isNowOld = true;
    try {
      if (hasWork()) {
        selector.selectNow(onReady);
      } else {
        sleep();
      }
    } catch (IOException | RuntimeException e) {
      LOG.error("event loop {}", index, e);
    }
    lookAtTheClock();
  }

  private void lookAtTheClock() {
    if (isNowOld) {
      isNowOld = false;
      now = (System.nanoTime() - origin) / 1_000_000;
    }
  }

  private void sleep() throws IOException {
    sleeping = true;
    try {
      if (hasWork() || closed) {
        selector.selectNow(onReady);
      } else if (alarms.next() == Alarms.NEVER) {
        selector.select(onReady);
      } else {
        selector.select(onReady, Math.max(1, alarms.next() - now));
      }
    } finally {
      sleeping = false;
    }
  }

  private boolean hasWork() {
    return !tasks.isEmpty() || signalled != null || unhandled != null || !computing.isEmpty();
  }

  private void onReady(SelectionKey key) {
    lookAtTheClock();
    Selected selected = (Selected) key.attachment();
    try {
      selected.onReady(key.readyOps());
    } catch (CancelledKeyException e) {
      // It was closed a moment ago.
    }
  }

  /** Returns the turn after the last task, or -1 if the loop was taken away during it. */
  private long runTasks(long from) {
    long mine = from;
    for (int i = 0; i < BATCH; i++) {
      Runnable task = tasks.poll();
      if (task == null) {
        return mine;
      }
      if (task instanceof Own own) {
        run(own);
        continue;
      }
      TURN.setRelease(this, ++mine);
      run(task);
      if (!TURN.compareAndSet(this, mine, mine + 1)) {
        return -1;
      }
      mine++;
    }
    return mine;
  }

  @SuppressWarnings("PMD.AvoidCatchingThrowable")
  private void run(Runnable task) {
    try {
      task.run();
    } catch (Throwable e) {
      LOG.error("task of event loop {}", index, e);
    }
    // A task that leaves its thread interrupted would close whatever channel comes next.
    Thread.interrupted();
  }

  private void handleSignals() {
    TcpConnection next = unhandled == null ? takeSignalled() : unhandled;
    for (int i = 0; i < BATCH && next != null; i++) {
      TcpConnection connection = next;
      next = connection.nextSignalled;
      connection.nextSignalled = null;
      connection.handleSignals();
    }
    unhandled = next;
  }

  /** Takes the stack, the first one now on top. */
  private @Nullable TcpConnection takeSignalled() {
    if (signalled == null) {
      return null;
    }
    TcpConnection top = (TcpConnection) SIGNALLED.getAndSet(this, null);
    TcpConnection first = null;
    while (top != null) {
      TcpConnection below = top.nextSignalled;
      top.nextSignalled = first;
      first = top;
      top = below;
    }
    return first;
  }

  /** Lets the first one compute, and the next ones while there is time. */
  private void compute() {
    long start = System.nanoTime();
    do {
      computing.remove().compute();
    } while (!computing.isEmpty() && System.nanoTime() - start < COMPUTING_NANOS);
  }

  void forEach(Consumer<TcpConnection> visitor) {
    for (SelectionKey key : selector.keys()) {
      if (key.attachment() instanceof TcpConnection connection) {
        connection.visit(visitor);
      }
    }
  }

  private void end() {
    for (SelectionKey key : selector.keys()) {
      ((Selected) key.attachment()).onLoopClosed();
    }
    try {
      selector.close();
    } catch (IOException e) {
      LOG.debug("event loop {}", index, e);
    }
  }

  /** Is waiting for something at the network. */
  interface Selected {

    void onReady(int operations);

    void onLoopClosed();
  }

  /** Is a task of the loop itself, which touches its state, and does not block. */
  interface Own extends Runnable {}
}
