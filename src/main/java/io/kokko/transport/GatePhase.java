package io.kokko.transport;

import io.kokko.transport.HandshakeParser.Upgrade;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Waits until the gate lets the handshake in. It reads on, to notice a client that goes; what a
 * client sends all the same is kept, and then no more is read.
 */
final class GatePhase extends ConnectionPhase {

  private Upgrade upgrade;
  private HandshakeGate.@Nullable Turn turn;

  /** Goes on at once if it may. */
  static ConnectionPhase create(TcpLink link, Upgrade upgrade) {
    HandshakeGate gate = link.server().gate();
    if (gate.isClosed()) {
      return HandshakePhase.proceed(link, upgrade, new Admission.Denied(leaving()));
    }
    HandshakeGate.Turn turn = gate.enter(() -> link.tell(Notice.ADMIT));
    if (turn == null) {
      return ConnectPhase.create(link, upgrade);
    }
    link.cancelAlarm();
    if (upgrade.rest().length == 0) {
      link.read();
    }
    return new GatePhase(link, upgrade, turn);
  }

  /** Another node is there for this client. */
  static Refusal leaving() {
    return Refusal.of(503).header("retry-after", "1");
  }

  private GatePhase(TcpLink link, Upgrade upgrade, HandshakeGate.Turn turn) {
    super(link);
    this.upgrade = upgrade;
    this.turn = turn;
  }

  @Override
  ConnectionPhase onReceived(byte[] data) {
    byte[] before = upgrade.rest();
    byte[] both = Arrays.copyOf(before, before.length + data.length);
    System.arraycopy(data, 0, both, before.length, data.length);
    upgrade = new Upgrade(upgrade.request(), both);
    return this;
  }

  @Override
  ConnectionPhase onNotice(Notice notice) {
    return switch (notice) {
      case ADMIT -> {
        turn = null;
        yield link().server().gate().isClosed()
            ? HandshakePhase.proceed(link(), upgrade, new Admission.Denied(leaving()))
            : ConnectPhase.create(link(), upgrade);
      }
      case STOP -> onPeerClosed();
      case FLUSH, OVERFLOW, RESUME -> this;
    };
  }

  @Override
  ConnectionPhase onAlarm() {
    return this;
  }

  @Override
  ConnectionPhase onPeerClosed() {
    onEnd();
    link().close();
    return end();
  }

  @Override
  void onEnd() {
    if (turn != null) {
      link().server().gate().leave(turn);
      turn = null;
    }
  }
}
