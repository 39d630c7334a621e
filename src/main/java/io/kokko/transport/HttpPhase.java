package io.kokko.transport;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.time.Duration;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
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

  private static final ByteString SWITCHING = ByteString.fromString("HTTP/1.1 101 ", US_ASCII);

  private final ActorRef bytesIn;
  private final ActorRef self;

  /** Takes the acknowledgements of what was written, once it has told who it is. */
  private ActorRef bytesOut = ActorRef.noSender();

  private HttpMessage.@Nullable Switch switching;
  private final PollWatch poll = new PollWatch();
  private int unanswered;

  /** No request is read any more. */
  private boolean finishing;

  /** The client owes us the rest of a head. */
  private boolean headBegun = true;

  private long headSinceNanos = System.nanoTime();
  private long lastActivityNanos = headSinceNanos;

  /** Starts Pekko HTTP with what was read so far. */
  static Behavior<Object> create(TcpLink link, byte[] bytes) {
    HttpPhase phase = new HttpPhase(link);
    link.alarmIn(link.settings().handshakeTimeout());
    phase.pass(ByteString.fromArrayUnsafe(bytes));
    return phase;
  }

  private HttpPhase(TcpLink link) {
    super(link);
    self = Adapter.toClassic(link.self());
    bytesIn = HttpStreams.start(link, poll);
  }

  @Override
  Behavior<Object> onReceived(ByteString data) {
    lastActivityNanos = System.nanoTime();
    if (unanswered == 0 && !headBegun) {
      headBegun = true;
      headSinceNanos = lastActivityNanos;
    }
    pass(data);
    return this;
  }

  private void pass(ByteString data) {
    bytesIn.tell(data, self);
  }

  @Override
  Behavior<Object> onWritten() {
    // A response that is still streaming may hold up the next request, whose head has begun.
    lastActivityNanos = System.nanoTime();
    headSinceNanos = lastActivityNanos;
    poll.written();
    bytesOut.tell(HttpStreams.Signal.ACK, self);
    return this;
  }

  @Override
  Behavior<Object> onMessage(Object message) {
    if (message instanceof ByteString bytes) {
      return onBytesOut(bytes);
    }
    if (message instanceof HttpMessage.Event event) {
      return onEvent(event);
    }
    if (message instanceof HttpMessage.Switch wanted) {
      switching = wanted;
    } else if (message instanceof HttpMessage.Failed failed) {
      LOG.debug("HTTP with {} failed", link().peer(), failed.cause());
      link().abort();
      return leave();
    }
    return this;
  }

  private Behavior<Object> onBytesOut(ByteString bytes) {
    HttpMessage.Switch wanted = switching;
    if (wanted == null || !bytes.startsWith(SWITCHING, 0)) {
      link().write(bytes);
      return this;
    }
    if (finishing) {
      // The upgrade was under way when the server was told to stop.
      link().close();
      return leave();
    }
    bytesIn.tell(HttpStreams.Signal.END, self);
    bytesOut.tell(HttpStreams.Signal.ACK, self);
    return WebSocketPhase.create(link(), wanted.request(), wanted.admitted(), new byte[0]);
  }

  private Behavior<Object> onEvent(HttpMessage.Event event) {
    switch (event) {
      case TAKEN -> link().read();
      case OPENED -> {
        bytesOut = Adapter.toClassic(link().context()).sender();
        bytesOut.tell(HttpStreams.Signal.ACK, self);
      }
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
  Behavior<Object> onNotice(Notice notice) {
    return switch (notice) {
      case ALARM -> alarm();
      case STOP -> finish();
      default -> this;
    };
  }

  private Behavior<Object> alarm() {
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
  Behavior<Object> onPeerClosed() {
    poll.clientEnded();
    return finish();
  }

  @Override
  void onPostStop() {
    poll.broken();
    bytesIn.tell(HttpStreams.Signal.ABORT, self);
  }

  /** Pekko HTTP does not end when its output does: its input has to end too. */
  private Behavior<Object> leave() {
    bytesIn.tell(HttpStreams.Signal.ABORT, self);
    return end();
  }

  private Behavior<Object> finish() {
    if (!finishing) {
      finishing = true;
      bytesIn.tell(HttpStreams.Signal.END, self);
    }
    return this;
  }
}
