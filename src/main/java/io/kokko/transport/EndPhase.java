package io.kokko.transport;

/**
 * Waits until the TCP connection is gone.
 *
 * <p>What the client still sends is read and dropped: closing with unread bytes would reset the
 * connection, and the reset could overtake our last words.
 */
final class EndPhase extends ConnectionPhase {

  EndPhase(TcpLink link) {
    super(link);
  }

  @Override
  ConnectionPhase onReceived(byte[] data) {
    link().read();
    return this;
  }

  @Override
  ConnectionPhase onNotice(Notice notice) {
    return this;
  }

  @Override
  ConnectionPhase onAlarm() {
    link().abort();
    return this;
  }

  @Override
  ConnectionPhase onPeerClosed() {
    link().close();
    return this;
  }
}
