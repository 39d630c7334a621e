package io.kokko.transport;

import io.kokko.channel.CloseCode;
import io.kokko.channel.Transport;
import io.kokko.serializer.Frame;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.pekko.actor.typed.ActorRef;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands frames to the actor of a session, and bounds what waits there for the client's next poll.
 */
final class LongPollTransport implements Transport {

  private static final Logger LOG = LoggerFactory.getLogger(LongPollTransport.class);

  private final ActorRef<LongPollActor.Command> session;
  private final int maxBytes;
  private final InboundWindow inbound;
  private final AtomicLong queuedBytes = new AtomicLong();
  private final AtomicBoolean warned = new AtomicBoolean();
  private volatile boolean closed;

  LongPollTransport(
      ActorRef<LongPollActor.Command> session, int maxBytes, TransportSettings settings) {
    this.session = session;
    this.maxBytes = maxBytes;
    this.inbound = new InboundWindow(settings.inboundFrames(), settings.inboundBytes());
  }

  @Override
  public void send(Frame frame) {
    if (closed) {
      return;
    }
    if (!frame.isText()) {
      dropBinary();
    } else if (queuedBytes.addAndGet(frame.bytes().length) > maxBytes) {
      close(CloseCode.TOO_SLOW);
    } else {
      session.tell(new LongPollActor.Outgoing(frame));
    }
  }

  /** The answer to a poll is JSON, and no client would decode anything else from it. */
  private void dropBinary() {
    if (warned.compareAndSet(false, true)) {
      LOG.warn("binary messages do not reach a client that polls; this one gets none of them");
    }
  }

  @Override
  public void close(CloseCode code) {
    closed = true;
    session.tell(new LongPollActor.Closed(code));
  }

  @Override
  public void received(int frames, long sizeInBytes) {
    if (inbound.remove(frames, sizeInBytes)) {
      session.tell(LongPollActor.Event.RESUME);
    }
  }

  /** Counts a message that is handed on, and tells whether to take no further for now. */
  boolean hand(int sizeInBytes) {
    return inbound.add(sizeInBytes);
  }

  /** Tells whether channels work on messages of the client, so that answers may follow. */
  boolean isWorking() {
    return inbound.get() != 0;
  }

  /** Counts what is held no more. */
  void left(long sizeInBytes) {
    queuedBytes.addAndGet(-sizeInBytes);
  }
}
