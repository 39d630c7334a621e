package io.kokko.transport;

import io.kokko.channel.CloseCode;
import io.kokko.channel.Transport;
import io.kokko.serializer.Frame;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * Queues what is to be sent on one connection: many threads put in, its loop takes out.
 *
 * <p>A stack of entries, newest on top, swapped with compare-and-set. Only who puts the first entry
 * on an empty stack wakes the loop, which takes all there is and writes it at once. While that
 * write is under way a marker with its size lies at the bottom, so that those who put in neither
 * wake the loop nor forget the bytes. An entry that closes stays on top for ever.
 */
final class Outbox implements Transport {

  /** What is to be written now, one behind the other; the last batch ends with the close frame. */
  @SuppressWarnings("ArrayRecordComponent") // Never compared, and read once.
  record Batch(byte[][] pieces, boolean isLast) {}

  /** Is one entry, or the marker of a write; known by its identity. */
  private static final class Entry {
    final byte[] bytes;

    /** Of this entry and all below it. */
    final long queuedBytes;

    /** Nothing comes on top of it. */
    final boolean isLast;

    final @Nullable Entry below;

    Entry(byte[] bytes, long queuedBytes, boolean isLast, @Nullable Entry below) {
      this.bytes = bytes;
      this.queuedBytes = queuedBytes;
      this.isLast = isLast;
      this.below = below;
    }
  }

  private static final byte[] NOTHING = {};
  private static final Entry ENDED = new Entry(NOTHING, 0, true, null);
  private static final VarHandle TOP;

  static {
    try {
      TOP = MethodHandles.lookup().findVarHandle(Outbox.class, "top", Entry.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final TcpLink connection;
  private final int maxQueuedBytes;
  private final InboundWindow inbound;

  private volatile @Nullable Entry top;

  /** What lies at the bottom while a write is under way; the loop's own. */
  private @Nullable Entry writing;

  Outbox(TcpLink connection, TransportSettings settings) {
    this.connection = connection;
    this.maxQueuedBytes = settings.outboundQueueBytes();
    this.inbound = new InboundWindow(settings.inboundFrames(), settings.inboundBytes());
  }

  @Override
  public void send(Frame frame) {
    if (!isClosed()) {
      send(frame.framed(Framing::message));
    }
  }

  @Override
  public void close(CloseCode code) {
    put(Framing.close(code), true);
  }

  @Override
  public void close(CloseCode code, String reason) {
    put(Framing.close(code.number(), reason), true);
  }

  @Override
  public void received(int frames, long sizeInBytes) {
    if (inbound.remove(frames, sizeInBytes)) {
      connection.tell(Notice.RESUME);
    }
  }

  /** Queues bytes that are framed already. */
  void send(byte[] framed) {
    put(framed, false);
  }

  /** Answers the client's close frame, unless our own is on its way. */
  void echoClose() {
    put(Framing.CLOSE_ECHO, true);
  }

  /** Counts a message that is handed on, and tells whether to read no further for now. */
  boolean hand(int sizeInBytes) {
    return inbound.add(sizeInBytes);
  }

  /** Tells whether nothing can be sent any more. */
  boolean isClosed() {
    Entry seen = top;
    return seen != null && seen.isLast;
  }

  /** Tells how much waits to be sent, or is being sent. */
  long queuedBytes() {
    Entry seen = top;
    return seen == null ? 0 : seen.queuedBytes;
  }

  private void put(byte[] bytes, boolean isLast) {
    while (true) {
      Entry seen = top;
      if (seen != null && seen.isLast) {
        return;
      }
      long queued = seen == null ? 0 : seen.queuedBytes;
      if (!isLast && queued > maxQueuedBytes) {
        if (overflow(seen)) {
          return;
        }
      } else if (TOP.compareAndSet(
          this, seen, new Entry(bytes, queued + bytes.length, isLast, seen))) {
        if (seen == null) {
          connection.tell(Notice.FLUSH);
        }
        return;
      }
    }
  }

  /** Drops what is queued. The connection hears of it at once, since its write may never end. */
  private boolean overflow(@Nullable Entry seen) {
    byte[] close = Framing.close(CloseCode.TOO_SLOW);
    if (!TOP.compareAndSet(this, seen, new Entry(close, close.length, true, null))) {
      return false;
    }
    connection.tell(Notice.OVERFLOW);
    return true;
  }

  /** Takes all that is queued; only when no write is under way. */
  @Nullable Batch take() {
    Entry marker = writing;
    while (true) {
      Entry seen = top;
      if (seen == null || seen == ENDED) {
        return null;
      }
      Entry next = seen == marker ? null : markerAfter(seen, marker);
      if (TOP.compareAndSet(this, seen, next)) {
        writing = next;
        return next == null ? null : new Batch(pieces(seen, marker), seen.isLast);
      }
    }
  }

  private static Entry markerAfter(Entry newest, @Nullable Entry marker) {
    if (newest.isLast) {
      return ENDED;
    }
    long written = marker == null ? 0 : marker.queuedBytes;
    return new Entry(NOTHING, newest.queuedBytes - written, false, null);
  }

  /** Drops everything, and all that is still to come. */
  void end() {
    top = ENDED;
    writing = null;
  }

  /** Returns what lies above the marker, the oldest first. */
  private static byte[][] pieces(Entry newest, @Nullable Entry marker) {
    int count = 0;
    for (Entry entry = newest; entry != null && entry != marker; entry = entry.below) {
      count++;
    }
    byte[][] pieces = new byte[count][];
    for (Entry entry = newest; entry != null && entry != marker; entry = entry.below) {
      pieces[--count] = entry.bytes;
    }
    return pieces;
  }
}
