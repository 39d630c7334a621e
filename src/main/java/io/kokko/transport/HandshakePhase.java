package io.kokko.transport;

import io.kokko.transport.HandshakeParser.Foreign;
import io.kokko.transport.HandshakeParser.TooLarge;
import io.kokko.transport.HandshakeParser.Upgrade;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.util.ByteString;

/** Reads the head of the first request, and decides who goes on with the connection. */
final class HandshakePhase extends ConnectionPhase {

  private static final byte[] NOTHING = {};

  private final HandshakeParser parser;

  /** What came behind a request that was refused. */
  private byte[] unread;

  /** Begins a connection that was accepted. */
  static Behavior<Object> create(ActorRef tcp, InetSocketAddress peer, ServerContext server) {
    return Behaviors.setup(
        context -> {
          TcpLink link = new TcpLink(context, tcp, peer, server);
          link.register();
          link.read();
          link.alarmIn(server.settings().handshakeTimeout());
          return new HandshakePhase(link, NOTHING);
        });
  }

  private HandshakePhase(TcpLink link, byte[] unread) {
    super(link);
    this.unread = unread;
    parser = new HandshakeParser(link.server().mounts(), link.settings().maxHeaderBytes());
  }

  @Override
  Behavior<Object> onReceived(ByteString data) {
    return feed(data.toArrayUnsafe());
  }

  private Behavior<Object> feed(byte[] data) {
    HandshakeParser.Verdict verdict = parser.feed(data);
    if (verdict instanceof Upgrade upgrade) {
      return upgrade(upgrade);
    }
    if (verdict == Foreign.INSTANCE) {
      return HttpPhase.create(link(), parser.bytes());
    }
    if (verdict == TooLarge.INSTANCE) {
      return endWith(HandshakeResponse.lastRefusal(431));
    }
    link().read();
    return this;
  }

  private Behavior<Object> upgrade(Upgrade upgrade) {
    Duration patience = link().settings().handshakeTimeout();
    Admission admission = Admission.decide(upgrade.request(), link().peer(), patience);
    return admission instanceof Admission.Undecided undecided
        ? ConnectPhase.create(link(), upgrade, undecided.decision())
        : proceed(link(), upgrade, (Admission.Decided) admission);
  }

  /** Goes on as was decided: with a WebSocket, or with another request. */
  static Behavior<Object> proceed(TcpLink link, Upgrade upgrade, Admission.Decided admission) {
    if (admission instanceof Admission.Admitted admitted) {
      return WebSocketPhase.create(link, upgrade.request(), admitted, upgrade.rest());
    }
    HandshakePhase next = new HandshakePhase(link, upgrade.rest());
    Refusal refusal = ((Admission.Denied) admission).refusal();
    if (upgrade.request().contains("connection", "close")) {
      return next.endWith(HandshakeResponse.lastRefusal(refusal));
    }
    link.alarmIn(link.settings().handshakeTimeout());
    link.write(HandshakeResponse.refusal(refusal));
    return next;
  }

  /** A refusal has been written, and the client may try something else. */
  @Override
  Behavior<Object> onWritten() {
    byte[] next = unread;
    unread = NOTHING;
    return feed(next);
  }

  @Override
  Behavior<Object> onNotice(Notice notice) {
    return switch (notice) {
      case ALARM -> timeout();
      case STOP -> closed();
      default -> this;
    };
  }

  private Behavior<Object> timeout() {
    return parser.bytes().length == 0 ? closed() : endWith(HandshakeResponse.lastRefusal(408));
  }

  private Behavior<Object> closed() {
    link().close();
    return end();
  }

  @Override
  Behavior<Object> onPeerClosed() {
    return closed();
  }
}
