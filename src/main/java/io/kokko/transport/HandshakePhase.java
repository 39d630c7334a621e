package io.kokko.transport;

import io.kokko.transport.HandshakeParser.Foreign;
import io.kokko.transport.HandshakeParser.TooLarge;
import io.kokko.transport.HandshakeParser.Upgrade;
import java.net.InetSocketAddress;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.util.ByteString;

/** Reads the head of the first request, and decides who goes on with the connection. */
final class HandshakePhase extends ConnectionPhase {

  private final HandshakeParser parser;

  /** Begins a connection that was accepted. */
  static Behavior<Object> create(ActorRef tcp, InetSocketAddress peer, ServerContext server) {
    return Behaviors.setup(
        context -> {
          TcpLink link = new TcpLink(context, tcp, peer, server);
          link.register();
          link.read();
          link.alarmIn(server.settings().handshakeTimeout());
          return new HandshakePhase(link);
        });
  }

  private HandshakePhase(TcpLink link) {
    super(link);
    parser = new HandshakeParser(link.server().mounts(), link.settings().maxHeaderBytes());
  }

  @Override
  Behavior<Object> onReceived(ByteString data) {
    HandshakeParser.Verdict verdict = parser.feed(data.toArrayUnsafe());
    if (verdict instanceof Upgrade upgrade) {
      return upgrade(upgrade);
    }
    if (verdict == Foreign.INSTANCE) {
      return HttpPhase.create(link(), parser.bytes());
    }
    if (verdict == TooLarge.INSTANCE) {
      return endWith(HandshakeResponse.refusal(431));
    }
    link().read();
    return this;
  }

  private Behavior<Object> upgrade(Upgrade upgrade) {
    UpgradeRequest request = upgrade.request();
    Admission admission = Admission.decide(request, link().peer());
    if (admission instanceof Admission.Denied denied) {
      return endWith(HandshakeResponse.refusal(denied.status()));
    }
    return WebSocketPhase.create(link(), request, (Admission.Admitted) admission, upgrade.rest());
  }

  @Override
  Behavior<Object> onWritten() {
    return this;
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
    return parser.bytes().length == 0 ? closed() : endWith(HandshakeResponse.refusal(408));
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
