package io.kokko.transport;

import io.kokko.channel.CloseCode;
import io.kokko.serializer.Frame;
import io.kokko.socket.SocketActor;
import java.time.Duration;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries one WebSocket: frames in to the socket's actor, and frames out of the outbox.
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

  /** Null until it has been made; nothing is handed on before. */
  private @Nullable ActorRef<SocketActor.Command> socket;

  private long lastReadNanos = System.nanoTime();

  /** The socket has enough to do; its client is neither read nor called idle meanwhile. */
  private boolean paused = true;

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
  static ConnectionPhase create(
      TcpLink link, UpgradeRequest request, Admission.Admitted admitted, byte[] rest) {
    WebSocketPhase phase = new WebSocketPhase(link, request.mount().options());
    link.alarmIn(phase.idleTimeout);
    phase.parser.feed(rest);
    phase.outbox.send(HandshakeResponse.switchingProtocols(request, admitted.subprotocol()));
    link.server()
        .children(link)
        .tell(
            new ChildrenActor.OpenSocket(
                admitted.accepted().socket(admitted.serializer(), phase.outbox), link));
    return phase;
  }

  private WebSocketPhase(TcpLink link, SocketOptions options) {
    super(link);
    TransportSettings settings = link.settings();
    outbox = new Outbox(link, settings);
    idleTimeout = options.idleTimeout().orElse(settings.idleTimeout());
    int maxFrameBytes = options.maxFrameBytes().orElse(settings.maxFrameBytes());
    parser = new FrameParser(maxFrameBytes, settings.maxMessageBytes());
  }

  @Override
  ConnectionPhase onMessage(Object message) {
    if (message instanceof ChildrenActor.SocketOpened opened && !outbox.isClosed()) {
      socket = opened.socket();
      return resume();
    }
    return super.onMessage(message);
  }

  @Override
  ConnectionPhase onReceived(byte[] data) {
    lastReadNanos = System.nanoTime();
    if (!deaf) {
      parser.feed(data);
    }
    return work();
  }

  /** Works off what has been read, as far as the socket keeps up, and asks for more. */
  private ConnectionPhase work() {
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
    if (socket != null && !outbox.isClosed()) {
      paused = outbox.hand(frame.bytes().length);
      socket.tell(new SocketActor.Incoming(frame));
    }
  }

  @Override
  ConnectionPhase onWritten() {
    writing = false;
    return flush();
  }

  @Override
  ConnectionPhase onNotice(Notice notice) {
    return switch (notice) {
      case FLUSH -> flush();
      case OVERFLOW -> overflow();
      case RESUME -> resume();
      case STOP -> close(CloseCode.RESTART);
      case ADMIT -> this;
    };
  }

  private ConnectionPhase flush() {
    while (!writing) {
      Outbox.Batch batch = outbox.take();
      if (batch == null) {
        return closeSent ? closed() : this;
      }
      writing = !link().write(batch.pieces());
      if (batch.isLast()) {
        closeSent = true;
        ending = true;
        link().alarmIn(link().settings().closeTimeout());
        // Nothing but the client's own close frame is waited for.
        return resume();
      }
    }
    return this;
  }

  /** Goes on when both close frames are through, or nothing but ours can be. */
  private ConnectionPhase closed() {
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

  private ConnectionPhase overflow() {
    LOG.debug("{} reads too slowly and is disconnected", link().peer());
    // Whoever listens may take its time.
    link().run(() -> link().server().overflowed(link().peer()));
    expectEnd();
    return flush();
  }

  private ConnectionPhase resume() {
    paused = false;
    lastReadNanos = System.nanoTime();
    return work();
  }

  private ConnectionPhase close(CloseCode code) {
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

  @Override
  ConnectionPhase onAlarm() {
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
  ConnectionPhase onPeerClosed() {
    link().close();
    return finish();
  }

  @Override
  boolean carriesSocket() {
    return !outbox.isClosed();
  }

  @Override
  long queuedBytes() {
    return outbox.queuedBytes();
  }

  @Override
  void onEnd() {
    outbox.end();
    if (socket != null) {
      socket.tell(SocketActor.TransportDown.INSTANCE);
      socket = null;
    }
  }

  private ConnectionPhase finish() {
    onEnd();
    return end();
  }
}
