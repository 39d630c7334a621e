package io.kokko.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One thread with its clients: sets them up, reads and writes for them, and runs their script. */
final class Loop implements Runnable {

  private static final long LONGEST_SELECT_MILLIS = 20;
  private static final long CHECK_NANOS = 100 * Clock.MILLI;

  private final Setup setup;
  private final LinkCounts counts;
  private final LongAdder joinedNow;
  private final Script script;
  private final Selector selector;
  private final int number;
  private final Thread thread;

  private final Input input = new Input();
  private final TlsEnd.Buffers tls = new TlsEnd.Buffers();
  private final Mask mask = new Mask();
  private final FrameHeader header = new FrameHeader();
  private final PhoenixMessage message = new PhoenixMessage();
  private final StepTimes times = new StepTimes();
  private final Ascii text = new Ascii();

  private final List<Client> clients = new ArrayList<>();
  private final ArrayDeque<Client> toOpen = new ArrayDeque<>();
  private final ConcurrentLinkedQueue<Consumer<Loop>> tasks = new ConcurrentLinkedQueue<>();

  private int inSetUp;
  private int sources;
  private long openedFirst = -1;
  private long openedCount;
  private long checked;
  private double heartbeatsDue;
  private int heartbeatNext;

  private volatile long lastJoined;
  private volatile boolean ended;
  private volatile @Nullable Throwable failure;

  Loop(int number, Setup setup, Scenario scenario, LinkCounts counts, LongAdder joinedNow) {
    this.number = number;
    this.setup = setup;
    this.counts = counts;
    this.joinedNow = joinedNow;
    try {
      this.selector = Selector.open();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    this.thread = new Thread(this, "load " + number);
    thread.setDaemon(true);
    this.script = scenario.on(this);
  }

  void start() {
    thread.start();
  }

  /** Has something done on the loop's thread; any thread may call it. */
  void execute(Consumer<Loop> task) {
    tasks.add(task);
    selector.wakeup();
  }

  boolean isOnThread() {
    return Thread.currentThread() == thread;
  }

  /** Ends the thread and its connections, and waits for that. */
  void end() throws InterruptedException {
    ended = true;
    selector.wakeup();
    thread.join();
  }

  /** Returns what ended the thread, or null; any thread may call it. */
  @Nullable Throwable failure() {
    return failure;
  }

  /** Returns when its last client joined; any thread may call it. */
  long lastJoined() {
    return lastJoined;
  }

  // --- For its clients and its script, on its thread ---

  Selector selector() {
    return selector;
  }

  Script script() {
    return script;
  }

  LinkCounts counts() {
    return counts;
  }

  /** Returns the times of its clients; other threads may read them when the loop has ended. */
  StepTimes times() {
    return times;
  }

  Input input() {
    return input;
  }

  TlsEnd.Buffers tls() {
    return tls;
  }

  Mask mask() {
    return mask;
  }

  FrameHeader header() {
    return header;
  }

  PhoenixMessage message() {
    return message;
  }

  /** Returns where scripts build what they send. */
  Ascii text() {
    return text;
  }

  List<Client> clients() {
    return clients;
  }

  int nextSource() {
    sources++;
    return sources * setup.threads() + number;
  }

  /** Has a client set up as soon as its turn comes. */
  void open(Client client) {
    toOpen.add(client);
  }

  void add(Client client) {
    clients.add(client);
  }

  /** A set-up is over, well or badly. */
  void isSetUp() {
    inSetUp--;
  }

  void isJoined(long now) {
    lastJoined = now;
    counts.joined.increment();
    joinedNow.increment();
  }

  /** A joined client is none any more. */
  void isOver(Client client) {
    joinedNow.decrement();
  }

  // --- The thread ---

  @Override
  public void run() {
    try {
      while (!ended) {
        turn();
      }
    } catch (IOException | RuntimeException | Error e) {
      failure = e;
    } finally {
      clients.forEach(Client::cut);
      try {
        selector.close();
      } catch (IOException e) {
        counts.note("selector: " + e.getMessage());
      }
    }
  }

  private void turn() throws IOException {
    for (Consumer<Loop> task = tasks.poll(); task != null; task = tasks.poll()) {
      task.accept(this);
    }
    long now = Clock.nanos();
    openSome(now);
    check(now);
    select(script.turn(now) - now);
  }

  private void select(long nanos) throws IOException {
    if (nanos <= 0) {
      selector.selectNow(Loop::ready);
    } else {
      long millis = Math.max(1, nanos / Clock.MILLI);
      long longest = toOpen.isEmpty() ? LONGEST_SELECT_MILLIS : 1;
      selector.select(Loop::ready, Math.min(millis, longest));
    }
  }

  private static void ready(SelectionKey key) {
    ((Client) key.attachment()).ready();
  }

  private void openSome(long now) {
    int most = Math.max(1, setup.connecting() / setup.threads());
    // Not those that fail at once and are put in again.
    for (int left = toOpen.size(); left > 0 && inSetUp < most && isOpenDue(now); left--) {
      inSetUp++;
      openedCount++;
      toOpen.remove().open(now);
    }
  }

  private boolean isOpenDue(long now) {
    if (setup.connectsPerSecond() <= 0) {
      return true;
    }
    if (openedFirst < 0) {
      openedFirst = now;
    }
    double perNano = setup.connectsPerSecond() / setup.threads() / Clock.SECOND;
    return openedCount <= (now - openedFirst) * perNano;
  }

  private void check(long now) {
    if (now - checked < CHECK_NANOS) {
      return;
    }
    long passed = checked == 0 ? CHECK_NANOS : now - checked;
    checked = now;
    clients.forEach(client -> client.checkTimeout(now, setup.timeout().toNanos()));
    heartbeats(now, passed);
  }

  /** Spreads the heartbeats evenly over their interval. */
  private void heartbeats(long now, long passed) {
    if (setup.heartbeat().isZero()) {
      return;
    }
    heartbeatsDue += (double) clients.size() * passed / setup.heartbeat().toNanos();
    for (; heartbeatsDue >= 1; heartbeatsDue--) {
      heartbeatNext = (heartbeatNext + 1) % clients.size();
      clients.get(heartbeatNext).heartbeat(now);
    }
  }
}
