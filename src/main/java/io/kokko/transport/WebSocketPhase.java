package io.kokko.transport;

import io.kokko.channel.CloseCode;
import io.kokko.serializer.Frame;
import io.kokko.socket.SocketActor;
import java.time.Duration;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.util.ByteString;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries one WebSocket: frames in to the socket's actor, which is a child, and frames out of the
 * outbox.
 *
 * <p>The close handshake of RFC 6455, 7: our close frame is the last thing in the outbox, whoever
 * began. It ends when both frames have gone over the wire; a client that does not answer ours in
 * time is cut off.
 */
final class WebSocketPhase extends ConnectionPhase {

  private static final Logger LOG = LoggerFactory.getLogger(WebSocketPhase.class);

  private final FrameParser parser;
  private final Outbox outbox;
  private final Duration idleTimeout;
  private final ActorRef<SocketActor.Command> socket;

  private long lastReadNanos = System.nanoTime();

  /** The socket has enough to do; its client is neither read nor called idle meanwhile. */
  private boolean paused;

  private boolean writing;

  /** Our close frame is written or being written. */
  private boolean closeSent;

  /** The client has closed, or broke the protocol: what comes behind that means nothing. */
  private boolean deaf;

  /** The client knows that we close, by its own frame; so it waits for the end of TCP. */
  private boolean closeReceived;

  /** The next alarm cuts the connection. */
  private boolean ending;

  /** Answers the upgrade, and takes what the client has sent behind it. */
  static Behavior<Object> create(
      TcpLink link, UpgradeRequest request, Admission.Admitted admitted, byte[] rest) {
    Outbox outbox = new Outbox(link.self(), link.settings());
    outbox.send(HandshakeResponse.switchingProtocols(request, admitted.subprotocol()));
    WebSocketPhase phase = new WebSocketPhase(link, request.mount().options(), outbox, admitted);
    link.alarmIn(phase.idleTimeout);
    phase.parser.feed(rest);
    return phase.work();
  }

  private WebSocketPhase(
      TcpLink link, SocketOptions options, Outbox outbox, Admission.Admitted admitted) {
    super(link);
    this.outbox = outbox;
    TransportSettings settings = link.settings();
    idleTimeout = options.idleTimeout().orElse(settings.idleTimeout());
    int maxFrameBytes = options.maxFrameBytes().orElse(settings.maxFrameBytes());
    parser = new FrameParser(maxFrameBytes, settings.maxMessageBytes());
    socket =
        link.context().spawn(admitted.accepted().socket(admitted.serializer(), outbox), "socket");
    link.context().watch(socket);
  }

  @Override
  Behavior<Object> onReceived(ByteString data) {
    lastReadNanos = System.nanoTime();
    if (!deaf) {
      parser.feed(data.toArrayUnsafe());
    }
    return work();
  }

  /** Works off what has been read, as far as the socket keeps up, and asks for more. */
  private Behavior<Object> work() {
    while (!paused && !deaf) {
      WebSocketEvent event = parser.next();
      if (event == null) {
        break;
      }
      on(event);
    }
    if (!paused) {
      link().read();
    }
    return closeSent && !writing ? closed() : this;
  }

  private void on(WebSocketEvent event) {
    if (event instanceof WebSocketEvent.Message message) {
      hand(message.frame());
    } else if (event instanceof WebSocketEvent.Ping ping) {
      outbox.send(Framing.pong(ping.payload()));
    } else if (event instanceof WebSocketEvent.Violation violation) {
      deaf = true;
      close(violation.code());
    } else if (event == WebSocketEvent.Close.INSTANCE) {
      deaf = true;
      closeReceived = true;
      outbox.echoClose();
      expectEnd();
    }
  }

  private void hand(Frame frame) {
    // A client that has not seen our close frame yet goes on, but nobody is there any more.
    if (!outbox.isClosed()) {
      paused = outbox.hand(frame.bytes().length);
      socket.tell(new SocketActor.Incoming(frame));
    }
  }

  @Override
  Behavior<Object> onWritten() {
    writing = false;
    return flush();
  }

  @Override
  Behavior<Object> onNotice(Notice notice) {
    return switch (notice) {
      case FLUSH -> flush();
      case OVERFLOW -> overflow();
      case RESUME -> resume();
      case ALARM -> alarm();
      case STOP -> close(CloseCode.RESTART);
    };
  }

  private Behavior<Object> flush() {
    if (writing) {
      return this;
    }
    Outbox.Batch batch = outbox.take();
    if (batch == null) {
      return closeSent ? closed() : this;
    }
    writing = true;
    link().write(batch.bytes());
    if (batch.isLast()) {
      closeSent = true;
      ending = true;
      link().alarmIn(link().settings().closeTimeout());
      return resume();
    }
    return this;
  }

  /** Goes on when both close frames are through, or nothing but ours can be. */
  private Behavior<Object> closed() {
    if (closeReceived) {
      link().close();
      return finish();
    }
    if (deaf) {
      link().closeOutput();
      return finish();
    }
    return this;
  }

  private Behavior<Object> overflow() {
    long total = link().server().overflowed(link().peer());
    LOG.debug("{} reads too slowly and is disconnected, the {}. so far", link().peer(), total);
    expectEnd();
    return flush();
  }

  private Behavior<Object> resume() {
    paused = false;
    lastReadNanos = System.nanoTime();
    return work();
  }

  private Behavior<Object> close(CloseCode code) {
    outbox.close(code);
    expectEnd();
    return this;
  }

  private void expectEnd() {
    if (!ending) {
      ending = true;
      link().alarmIn(link().settings().closeTimeout());
    }
  }

  private Behavior<Object> alarm() {
    if (ending) {
      link().abort();
      return finish();
    }
    long silence = paused ? 0 : System.nanoTime() - lastReadNanos;
    if (silence < idleTimeout.toNanos() && !outbox.isClosed()) {
      link().alarmIn(idleTimeout.minusNanos(silence));
      return this;
    }
    return close(CloseCode.IDLE);
  }

  @Override
  Behavior<Object> onPeerClosed() {
    link().close();
    return finish();
  }

  @Override
  Behavior<Object> onTerminated() {
    // A socket that ends after it has closed its transport is as it should be: then this is too
    // late.
    return close(CloseCode.INTERNAL_ERROR);
  }

  @Override
  boolean carriesSocket() {
    return !outbox.isClosed();
  }

  @Override
  void onPostStop() {
    outbox.end();
  }

  private Behavior<Object> finish() {
    outbox.end();
    link().context().stop(socket);
    return end();
  }
}
