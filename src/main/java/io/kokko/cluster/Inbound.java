package io.kokko.cluster;

import io.kokko.cluster.LinkMessage.Parcel;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Receives the parcels of one incarnation of a node, each once and in order, and puts the messages
 * in them together.
 *
 * <p>Owned by one {@link LinkActor}; any thread may read what has been received, to send it along.
 */
final class Inbound {

  /** What a parcel was. */
  enum Verdict {
    NEXT,
    DUPLICATE,
    BEHIND_A_GAP
  }

  private static final Logger LOG = LoggerFactory.getLogger(Inbound.class);

  private final int maxMessageBytes;
  private final BusMeter meter;
  private final Consumer<Envelope> deliver;

  /** The message that the last parcel has begun; empty while one is skipped that is too large. */
  private byte @Nullable [] begun;

  private int begunBytes;
  private int missingBytes;
  private int messagesInParcel;
  private volatile long received;
  private volatile long acknowledged;

  Inbound(int maxMessageBytes, BusMeter meter, Consumer<Envelope> deliver) {
    this.maxMessageBytes = maxMessageBytes;
    this.meter = meter;
    this.deliver = deliver;
  }

  /** Returns the number up to which all has been received, which the caller will send. */
  long acknowledge() {
    long upTo = received;
    acknowledged = upTo;
    return upTo;
  }

  long received() {
    return received;
  }

  /** Tells how many parcels have come since the last acknowledgement. */
  long unacknowledged() {
    return received - acknowledged;
  }

  Verdict accept(Parcel parcel) {
    if (parcel.number() <= received) {
      return Verdict.DUPLICATE;
    }
    if (parcel.number() > received + 1) {
      return Verdict.BEHIND_A_GAP;
    }
    // Before the messages are delivered, so that one that cannot be read does not come again.
    received = parcel.number();
    read(parcel.content().toArrayUnsafe());
    return Verdict.NEXT;
  }

  private void read(byte[] content) {
    ByteBuffer in = ByteBuffer.wrap(content);
    messagesInParcel = 0;
    while (in.hasRemaining()) {
      if (missingBytes > 0) {
        goOn(in);
      } else {
        begin(content, in);
      }
    }
    meter.receivedParcel(messagesInParcel, content.length);
  }

  private void begin(byte[] content, ByteBuffer in) {
    int size = in.getInt();
    if (size <= in.remaining() && size <= maxMessageBytes) {
      deliver(content, in.position(), in.position() + size);
      in.position(in.position() + size);
      return;
    }
    missingBytes = size;
    begunBytes = 0;
    if (size <= maxMessageBytes) {
      begun = new byte[size];
    } else {
      begun = null;
      LOG.error(
          "a message of {} bytes from another node is left out (expected: <= {},"
              + " kokko.bus.max-message-bytes, the same on all nodes)",
          size,
          maxMessageBytes);
    }
  }

  private void goOn(ByteBuffer in) {
    int size = Math.min(missingBytes, in.remaining());
    byte[] message = begun;
    if (message == null) {
      in.position(in.position() + size);
    } else {
      in.get(message, begunBytes, size);
    }
    begunBytes += size;
    missingBytes -= size;
    if (missingBytes == 0 && message != null) {
      begun = null;
      deliver(message, 0, message.length);
    }
  }

  private void deliver(byte[] bytes, int from, int to) {
    Envelope envelope;
    try {
      envelope = Envelope.decode(bytes, from, to);
    } catch (RuntimeException malformed) {
      LOG.error("a message from another node cannot be read", malformed);
      return;
    }
    messagesInParcel++;
    deliver.accept(envelope);
  }
}
