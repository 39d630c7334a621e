package io.kokko.transport;

import io.kokko.transport.HandshakeParser.Foreign;
import io.kokko.transport.HandshakeParser.TooLarge;
import io.kokko.transport.HandshakeParser.Upgrade;

/** Reads the head of the first request, and decides who goes on with the connection. */
final class HandshakePhase extends ConnectionPhase {

  private static final byte[] NOTHING = {};

  private final HandshakeParser parser;

  /** What came behind a request that was refused. */
  private byte[] unread;

  /** Begins a connection that was accepted. */
  HandshakePhase(TcpLink link) {
    this(link, NOTHING);
  }

  private HandshakePhase(TcpLink link, byte[] unread) {
    super(link);
    this.unread = unread;
    parser =
        new HandshakeParser(
            link.server().mounts(), link.settings().maxHeaderBytes(), link.settings().scheme());
  }

  @Override
  ConnectionPhase begin() {
    link().read();
    link().alarmIn(link().settings().handshakeTimeout());
    return this;
  }

  @Override
  ConnectionPhase onReceived(byte[] data) {
    HandshakeParser.Verdict verdict = parser.feed(data);
    if (verdict instanceof Upgrade upgrade) {
      return GatePhase.create(link(), upgrade);
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

  /** Goes on as was decided: with a WebSocket, or with another request. */
  static ConnectionPhase proceed(TcpLink link, Upgrade upgrade, Admission.Decided admission) {
    if (admission instanceof Admission.Admitted admitted) {
      return WebSocketPhase.create(link, upgrade.request(), admitted, upgrade.rest());
    }
    HandshakePhase next = new HandshakePhase(link, upgrade.rest());
    Refusal refusal = ((Admission.Denied) admission).refusal();
    if (upgrade.request().contains("connection", "close")) {
      return next.endWith(HandshakeResponse.lastRefusal(refusal));
    }
    link.alarmIn(link.settings().handshakeTimeout());
    return link.write(HandshakeResponse.refusal(refusal)) ? next.onWritten() : next;
  }

  /** A refusal has been written, and the client may try something else. */
  @Override
  ConnectionPhase onWritten() {
    byte[] next = unread;
    unread = NOTHING;
    return onReceived(next);
  }

  @Override
  ConnectionPhase onAlarm() {
    return parser.bytes().length == 0 ? closed() : endWith(HandshakeResponse.lastRefusal(408));
  }

  @Override
  ConnectionPhase onNotice(Notice notice) {
    return notice == Notice.STOP ? closed() : this;
  }

  private ConnectionPhase closed() {
    link().close();
    return end();
  }

  @Override
  ConnectionPhase onPeerClosed() {
    return closed();
  }
}
