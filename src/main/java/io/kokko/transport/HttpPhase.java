package io.kokko.transport;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.kokko.transport.HttpRelay.Started;
import java.time.Duration;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Passes bytes between a client and Pekko HTTP.
 *
 * <p>Back-pressure goes through: the next piece is read when Pekko HTTP has taken the last one, and
 * it sends the next piece when the last one is written.
 *
 * <p>A proxy may reuse such a connection for an upgrade. Pekko HTTP then puts a 101 in its place
 * among the responses; those bytes are the sign to go on as a WebSocket, and are replaced by our
 * own. No frame of the client can be lost, since it may send none before it has seen the 101.
 */
final class HttpPhase extends ConnectionPhase {

  private static final Logger LOG = LoggerFactory.getLogger(HttpPhase.class);

  private static final byte[] NOTHING = {};
  private static final ByteString SWITCHING = ByteString.fromString("HTTP/1.1 101 ", US_ASCII);

  /** What was read before Pekko HTTP had started. */
  private byte[] early;

  private @Nullable Started streams;

  /** Takes the acknowledgements of what was written, once it has told who it is. */
  private ActorRef bytesOut = ActorRef.noSender();

  private HttpMessage.@Nullable Switch switching;
  private final PollWatch poll = new PollWatch();
  private int unanswered;

  /** Pekko HTTP gets no more requests. */
  private boolean finished;

  /** The client owes us the rest of a head. */
  private boolean headBegun = true;

  private long headSinceNanos = System.nanoTime();
  private long lastActivityNanos = headSinceNanos;

  /** Starts Pekko HTTP with what was read so far. */
  static ConnectionPhase create(TcpLink link, byte[] bytes) {
    HttpPhase phase = new HttpPhase(link, bytes);
    link.alarmIn(link.settings().handshakeTimeout());
    link.server()
        .children(link)
        .tell(new ChildrenActor.OpenHttp(HttpRelay.create(link, phase.poll)));
    return phase;
  }

  private HttpPhase(TcpLink link, byte[] early) {
    super(link);
    this.early = early;
  }

  private ConnectionPhase onStarted(Started started) {
    streams = started;
    tellIn(ByteString.fromArrayUnsafe(early));
    early = NOTHING;
    if (finished) {
      tellIn(HttpStreams.Signal.END);
    }
    return this;
  }

  /** Tells the streams something, as long as there are any. */
  private void tellIn(Object message) {
    if (streams != null) {
      streams.bytesIn().tell(message, Adapter.toClassic(streams.relay()));
    }
  }

  @Override
  ConnectionPhase onReceived(byte[] data) {
    lastActivityNanos = System.nanoTime();
    if (unanswered == 0 && !headBegun) {
      headBegun = true;
      headSinceNanos = lastActivityNanos;
    }
    tellIn(ByteString.fromArrayUnsafe(data));
    return this;
  }

  @Override
  ConnectionPhase onWritten() {
    // A response that is still streaming may hold up the next request, whose head has begun.
    lastActivityNanos = System.nanoTime();
    headSinceNanos = lastActivityNanos;
    poll.written();
    acknowledge();
    return this;
  }

  private void acknowledge() {
    bytesOut.tell(HttpStreams.Signal.ACK, ActorRef.noSender());
  }

  @Override
  ConnectionPhase onMessage(Object message) {
    if (message instanceof ByteString bytes) {
      return onBytesOut(bytes);
    }
    if (message instanceof HttpMessage.Event event) {
      return onEvent(event);
    }
    if (message instanceof Started started) {
      return onStarted(started);
    }
    if (message instanceof HttpRelay.Opened opened) {
      bytesOut = opened.bytesOut();
      acknowledge();
    } else if (message instanceof HttpMessage.Switch wanted) {
      switching = wanted;
    } else if (message instanceof HttpMessage.Failed failed) {
      LOG.debug("HTTP with {} failed", link().peer(), failed.cause());
      link().abort();
    }
    return this;
  }

  private ConnectionPhase onBytesOut(ByteString bytes) {
    HttpMessage.Switch wanted = switching;
    if (wanted == null || !bytes.startsWith(SWITCHING, 0)) {
      return link().write(bytes.toArrayUnsafe()) ? onWritten() : this;
    }
    if (finished) {
      // The upgrade was under way when the server was told to stop.
      link().close();
      return leave();
    }
    tellIn(HttpStreams.Signal.END);
    acknowledge();
    stopRelay();
    return WebSocketPhase.create(link(), wanted.request(), wanted.admitted(), NOTHING);
  }

  private ConnectionPhase onEvent(HttpMessage.Event event) {
    switch (event) {
      case TAKEN -> link().read();
      case OPENED -> throw new IllegalStateException("the relay names who opened");
      case COMPLETED -> {
        link().closeOutput();
        return leave();
      }
      case REQUESTED -> {
        unanswered++;
        headBegun = false;
      }
      case ANSWERED -> unanswered--;
    }
    return this;
  }

  @Override
  ConnectionPhase onNotice(Notice notice) {
    return notice == Notice.STOP ? finish() : this;
  }

  @Override
  ConnectionPhase onAlarm() {
    long now = System.nanoTime();
    Duration patience = link().settings().handshakeTimeout();
    boolean slowHead = headBegun && now - headSinceNanos >= patience.toNanos();
    boolean idle = now - lastActivityNanos >= link().settings().idleTimeout().toNanos();
    if (slowHead || idle) {
      link().close();
      return leave();
    }
    link().alarmIn(patience);
    return this;
  }

  /** Lets Pekko HTTP answer what it has, and end. */
  @Override
  ConnectionPhase onPeerClosed() {
    poll.clientEnded();
    return finish();
  }

  @Override
  void onEnd() {
    poll.broken();
    tellIn(HttpStreams.Signal.ABORT);
    stopRelay();
  }

  /** Pekko HTTP does not end when its output does: its input has to end too. */
  private ConnectionPhase leave() {
    tellIn(HttpStreams.Signal.ABORT);
    stopRelay();
    return end();
  }

  private void stopRelay() {
    if (streams != null) {
      streams.relay().tell(HttpRelay.Stop.INSTANCE);
    }
  }

  private ConnectionPhase finish() {
    if (!finished) {
      finished = true;
      tellIn(HttpStreams.Signal.END);
    }
    return this;
  }
}
