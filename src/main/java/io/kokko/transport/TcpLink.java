package io.kokko.transport;

import io.kokko.loop.TcpConnection;
import java.util.function.Consumer;

/**
 * Is one TCP connection of the server; what it does at the moment is its phase. Used on its loop,
 * unless a method says otherwise.
 */
final class TcpLink extends TcpConnection {

  private final ServerContext server;

  private ConnectionPhase phase;

  private TcpLink(Accepted accepted, ServerContext server) {
    super(accepted);
    this.server = server;
    phase = new HandshakePhase(this);
  }

  private TcpLink(Accepted accepted, ServerContext server, Tls tls) {
    super(accepted, tls.engine());
    this.server = server;
    phase = new HandshakePhase(this);
  }

  /** Makes the link of a connection, encrypted if the server's settings say so. */
  static TcpLink create(Accepted accepted, ServerContext server) {
    return server
        .settings()
        .tls()
        .map(tls -> new TcpLink(accepted, server, tls))
        .orElseGet(() -> new TcpLink(accepted, server));
  }

  ServerContext server() {
    return server;
  }

  /** Acts on a connection of a server; the loops may carry others too. */
  @SuppressWarnings("ReferenceEquality") // There is one for each server.
  static void ifOf(ServerContext server, TcpConnection connection, Consumer<TcpLink> action) {
    if (connection instanceof TcpLink link && link.server == server) {
      action.accept(link);
    }
  }

  TransportSettings settings() {
    return server.settings();
  }

  /** Hands a notice to the phase. Any thread may call it. */
  void tell(Notice notice) {
    signal(notice.bit());
  }

  /**
   * Tells whether a client's socket lives here that was not closed yet. If not, none will: then the
   * connection ends.
   */
  boolean answerRollCall() {
    boolean carriesSocket = phase.carriesSocket();
    if (!carriesSocket) {
      tell(Notice.STOP);
    }
    return carriesSocket;
  }

  long queuedBytes() {
    return phase.queuedBytes();
  }

  @Override
  protected void onOpen() {
    server.connections().opened();
    go(phase.begin());
  }

  @Override
  protected void onReceived(byte[] data) {
    go(phase.onReceived(data));
  }

  @Override
  protected void onWritten() {
    go(phase.onWritten());
  }

  @Override
  protected void onPeerClosed() {
    go(phase.onPeerClosed());
  }

  @Override
  protected void onAlarm() {
    go(phase.onAlarm());
  }

  @Override
  protected void onSignals(int bits) {
    for (Notice notice : Notice.all()) {
      if (notice.isIn(bits) && !isEnded()) {
        go(phase.onNotice(notice));
      }
    }
  }

  @Override
  protected void onMessage(Object message) {
    if (isEnded()) {
      ConnectionPhase.onLateMessage(message);
    } else {
      go(phase.onMessage(message));
    }
  }

  @Override
  protected void onEnd() {
    server.connections().ended();
    phase.onEnd();
  }

  private void go(ConnectionPhase next) {
    if (next != phase) {
      phase = next;
      if (isEnded()) {
        next.onEnd();
      }
    }
  }
}
