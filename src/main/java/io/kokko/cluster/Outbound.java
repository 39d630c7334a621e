package io.kokko.cluster;

import io.kokko.cluster.LinkMessage.Parcel;
import java.util.ArrayDeque;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * Sends the messages for one incarnation of a node: keeps them until it has acknowledged them, and
 * no more of them than the bounds allow.
 *
 * <p>Messages form a stream, which is cut into numbered parcels. A message that comes when none has
 * left for a moment leaves at once, on the thread that brings it; others wait until a parcel is
 * full or that moment is over, when the {@link Flusher} sends them. So a single message is not
 * delayed, and many share what a parcel costs, which is as much as hundreds of messages. No more
 * than a window of bytes is under way: Pekko drops silently what its own queues cannot hold.
 *
 * <p>Who brings a message does not wait for others who do: it goes into a queue, and whoever gets
 * the lock fills the parcels.
 *
 * <p>The receiver takes parcels in order only. What it misses is sent again when it says so, or
 * when it has said nothing for a while.
 *
 * <p>Any thread may call it.
 */
final class Outbound {

  /** How long messages wait for others to share a parcel with. */
  static final long GATHER_NANOS = TimeUnit.MICROSECONDS.toNanos(350);

  /** How many parcels may be under way before only full ones leave. */
  static final int EAGER_PARCELS = 12;

  /** What an array and its place in the queue take beyond its content. */
  static final int MESSAGE_OVERHEAD_BYTES = 48;

  private static final long RESEND_AFTER_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
  private static final long MAX_RESEND_AFTER_NANOS = TimeUnit.SECONDS.toNanos(4);

  /** How far callers may be ahead of their pace, so that they need not wait for microseconds. */
  private static final long PACE_SLACK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private record Sent(Parcel parcel, int messages, long heldBytes) {}

  private final BusSettings settings;
  private final BusMeter meter;
  private final LongSupplier received;
  private final LongSupplier nanoTime;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition room = lock.newCondition();
  private final Runnable flushLater;

  /** Any thread adds, the lock's owner takes. */
  private final ConcurrentLinkedQueue<byte[]> queue = new ConcurrentLinkedQueue<>();

  private final AtomicLong queuedBytes = new AtomicLong();
  private final AtomicLong heldBytes = new AtomicLong();

  // All below is guarded by the lock, unless it is volatile.
  private final ArrayDeque<Sent> underWay = new ArrayDeque<>();
  private @Nullable Consumer<LinkMessage> target;
  private int firstOffset;
  private long underWayBytes;
  private long lastNumber;
  private long resendAfterNanos = RESEND_AFTER_NANOS;
  private long lastResendNanos;
  private long probedNumber;
  private long lastBeforeProbe;
  private long gapAnswered = -1;
  private long paceNanos;
  private BusCounts counts = BusCounts.NONE;
  private BusCounts untold = BusCounts.NONE;
  private volatile boolean closed;
  private volatile long sentNanos;
  private volatile long progressNanos;
  private volatile boolean reachable = true;

  /**
   * Takes where to read up to which number the other direction has arrived, and how to have {@link
   * #flush} called in a moment.
   */
  Outbound(BusSettings settings, BusMeter meter, LongSupplier received, Runnable flushLater) {
    this(settings, meter, received, flushLater, System::nanoTime);
  }

  Outbound(
      BusSettings settings,
      BusMeter meter,
      LongSupplier received,
      Runnable flushLater,
      LongSupplier nanoTime) {
    this.settings = settings;
    this.meter = meter;
    this.received = received;
    this.flushLater = flushLater;
    this.nanoTime = nanoTime;
    this.paceNanos = nanoTime.getAsLong();
    this.progressNanos = nanoTime.getAsLong();
    this.sentNanos = nanoTime.getAsLong() - GATHER_NANOS;
    this.lastResendNanos = nanoTime.getAsLong();
  }

  /** Names where the parcels go; until then messages wait. */
  void meet(Consumer<LinkMessage> receiver) {
    lock.lock();
    try {
      if (target == null) {
        target = receiver;
        progressNanos = nanoTime.getAsLong();
        pump(true);
      }
    } finally {
      lock.unlock();
    }
  }

  boolean isMet() {
    lock.lock();
    try {
      return target != null;
    } finally {
      lock.unlock();
    }
  }

  /** Takes a message unless callers should slow down; the array is shared and never changed. */
  boolean offer(byte[] message) {
    if (!closed && !hasRoom(message.length)) {
      return false;
    }
    add(message);
    return true;
  }

  /** Takes a message if it can be kept at all, and counts it as dropped if not. */
  void push(byte[] message) {
    long held = heldBytes.get();
    if (held > 0 && held + cost(message.length) > settings.maxQueuedBytes()) {
      countDropped(message.length);
    } else {
      add(message);
    }
  }

  private void countDropped(int bytes) {
    lock.lock();
    try {
      drop(1, bytes);
    } finally {
      lock.unlock();
    }
  }

  private void add(byte[] message) {
    if (closed) {
      return;
    }
    heldBytes.addAndGet(cost(message.length));
    queue.add(message);
    long queued = queuedBytes.addAndGet(message.length);
    boolean due = queued >= settings.parcelBytes() || isFlushDue();
    if (due && lock.tryLock()) {
      try {
        pump(true);
      } finally {
        lock.unlock();
      }
    }
    // Also what came while somebody else had the lock.
    if (queuedBytes.get() > 0) {
      flushLater.run();
    }
  }

  private boolean isFlushDue() {
    return nanoTime.getAsLong() - sentNanos >= GATHER_NANOS;
  }

  /**
   * Sends what waits, as far as it may.
   *
   * @return whether more waits, and for time alone
   */
  boolean flush() {
    lock.lock();
    try {
      pump(isFlushDue());
      return queuedBytes.get() > 0 && target != null && hasCredit();
    } finally {
      lock.unlock();
    }
  }

  private static long cost(int bytes) {
    return (long) bytes + MESSAGE_OVERHEAD_BYTES;
  }

  private void pump(boolean evenSmall) {
    while (target != null && hasCredit() && isWorthIt(evenSmall)) {
      if (underWay.isEmpty()) {
        progressNanos = nanoTime.getAsLong();
      }
      Sent next = next();
      underWay.add(next);
      underWayBytes += next.parcel().content().size();
      sentNanos = nanoTime.getAsLong();
      target.accept(next.parcel());
    }
  }

  private boolean isWorthIt(boolean evenSmall) {
    long queued = queuedBytes.get();
    return queued >= settings.parcelBytes() || (evenSmall && queued > 0);
  }

  private boolean hasCredit() {
    return underWayBytes < settings.windowBytes()
        && (underWay.size() < EAGER_PARCELS || queuedBytes.get() >= settings.parcelBytes());
  }

  /** Fills a parcel with what waits; the size of a message is never cut in two. */
  private Sent next() {
    byte[] content = new byte[(int) Math.min(queuedBytes.get(), settings.parcelBytes())];
    int filled = 0;
    int messages = 0;
    while (filled < content.length) {
      byte[] first = queue.element();
      int free = content.length - filled;
      if (firstOffset == 0 && free < Envelope.SIZE_BYTES) {
        break;
      }
      int size = Math.min(first.length - firstOffset, free);
      System.arraycopy(first, firstOffset, content, filled, size);
      filled += size;
      firstOffset += size;
      if (firstOffset == first.length) {
        queue.remove();
        firstOffset = 0;
        messages++;
      }
    }
    queuedBytes.addAndGet(-filled);
    ByteString bytes = ByteString.fromArrayUnsafe(content, 0, filled);
    long held = filled + (long) messages * MESSAGE_OVERHEAD_BYTES;
    meter.sentParcel(messages, filled);
    return new Sent(new Parcel(++lastNumber, received.getAsLong(), bytes), messages, held);
  }

  /** Forgets what has arrived, sends again what has not, and goes on. */
  void onAck(long arrived, boolean gap) {
    lock.lock();
    try {
      boolean progress = forget(arrived);
      if (progress) {
        progressNanos = nanoTime.getAsLong();
        resendAfterNanos = RESEND_AFTER_NANOS;
        if (heldBytes.get() <= settings.slowFromBytes() / 2) {
          room.signalAll();
        }
      }
      if (gap && arrived != gapAnswered) {
        gapAnswered = arrived;
        resend(lastNumber);
      } else if (probedNumber > 0 && arrived >= probedNumber) {
        probedNumber = 0;
        // Had those behind it arrived, they would be acknowledged too.
        resend(lastBeforeProbe);
      }
      pump(isFlushDue());
      if (queuedBytes.get() > 0) {
        flushLater.run();
      }
    } finally {
      lock.unlock();
    }
  }

  private boolean forget(long arrived) {
    boolean progress = false;
    for (Sent first = underWay.peek();
        first != null && first.parcel().number() <= arrived;
        first = underWay.peek()) {
      underWay.remove();
      underWayBytes -= first.parcel().content().size();
      heldBytes.addAndGet(-first.heldBytes());
      counts = counts.delivered(first.messages());
      meter.acknowledged(first.messages());
      progress = true;
    }
    return progress;
  }

  private void resend(long last) {
    for (Sent sent : underWay) {
      if (sent.parcel().number() > last) {
        break;
      }
      send(sent);
    }
  }

  private void send(Sent again) {
    if (target != null) {
      counts = counts.repeatedOnce();
      meter.repeatedParcel();
      target.accept(again.parcel());
    }
  }

  /** Called a few times a second: asks a silent receiver what it has by repeating one parcel. */
  void tick() {
    lock.lock();
    try {
      long now = nanoTime.getAsLong();
      Sent first = underWay.peek();
      boolean due =
          now - progressNanos > resendAfterNanos && now - lastResendNanos > resendAfterNanos;
      if (first != null && due) {
        lastResendNanos = now;
        resendAfterNanos = Math.min(2 * resendAfterNanos, MAX_RESEND_AFTER_NANOS);
        probedNumber = first.parcel().number();
        lastBeforeProbe = lastNumber;
        gapAnswered = -1;
        send(first);
      }
    } finally {
      lock.unlock();
    }
  }

  /** A large message needs no more than half of the room, or small ones would never leave it. */
  private boolean hasRoom(int bytes) {
    long most = settings.slowFromBytes();
    return heldBytes.get() + Math.min(cost(bytes), most / 2) <= most;
  }

  /** Tells whether a caller ought to wait for room: there is none, and waiting may help. */
  boolean shouldWait(int bytes) {
    return !closed && reachable && !isSilent() && !hasRoom(bytes);
  }

  /** Waits for a while, or until there may be room for a message. */
  void awaitRoom(int bytes, long nanos) throws InterruptedException {
    lock.lock();
    try {
      long left = nanos;
      while (left > 0 && !closed && !hasRoom(bytes)) {
        left = room.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  boolean isReachable() {
    return reachable;
  }

  void setReachable(boolean reachable) {
    this.reachable = reachable;
    wakeCallers();
  }

  private void wakeCallers() {
    lock.lock();
    try {
      room.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Tells whether the receiver has something to acknowledge and does not. */
  boolean isSilent() {
    return heldBytes.get() > 0
        && nanoTime.getAsLong() - progressNanos > settings.silentAfter().toNanos();
  }

  /**
   * Tells how long the caller has to wait so that the room left for a silent receiver lasts until
   * it is given up; 0 is for not at all.
   */
  long paceNanos(int bytes) {
    lock.lock();
    try {
      long room = Math.max(1, (long) settings.maxQueuedBytes() - settings.slowFromBytes());
      double nanosPerByte = (double) settings.patience().toNanos() / room;
      long now = nanoTime.getAsLong();
      paceNanos = Math.max(paceNanos, now) + (long) (cost(bytes) * nanosPerByte);
      long ahead = paceNanos - now;
      return ahead > PACE_SLACK_NANOS ? ahead : 0;
    } finally {
      lock.unlock();
    }
  }

  private void drop(int messages, long bytes) {
    counts = counts.dropped(messages, bytes);
    meter.dropped(messages);
    untold = untold.dropped(messages, bytes);
  }

  /** Returns what was dropped since the last call. */
  BusCounts takeUntold() {
    lock.lock();
    try {
      BusCounts taken = untold;
      untold = BusCounts.NONE;
      return taken;
    } finally {
      lock.unlock();
    }
  }

  BusCounts counts() {
    lock.lock();
    try {
      return counts;
    } finally {
      lock.unlock();
    }
  }

  long heldBytes() {
    return heldBytes.get();
  }

  /** Takes nothing more, and counts all that is not acknowledged as dropped. */
  void close() {
    lock.lock();
    try {
      if (!closed) {
        closed = true;
        int messages = queue.size() + underWay.stream().mapToInt(Sent::messages).sum();
        drop(messages, queuedBytes.get() + underWayBytes);
        queue.clear();
        underWay.clear();
        queuedBytes.set(0);
        heldBytes.set(0);
        underWayBytes = 0;
        room.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }
}
