package io.kokko.transport;

import io.kokko.transport.HandshakeParser.Upgrade;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.util.ByteString;

/**
 * Waits for a {@code connect} that takes its time. Meanwhile the client is not read, so what it
 * sends stays with TCP.
 */
final class ConnectPhase extends ConnectionPhase {

  private final Upgrade upgrade;

  /** Waits for a decision, which comes in time. */
  static Behavior<Object> create(
      TcpLink link, Upgrade upgrade, CompletionStage<Admission.Decided> decision) {
    link.cancelAlarm();
    link.context()
        .pipeToSelf(
            decision,
            (admission, failure) -> failure == null ? admission : new Admission.Denied(500));
    return new ConnectPhase(link, upgrade);
  }

  private ConnectPhase(TcpLink link, Upgrade upgrade) {
    super(link);
    this.upgrade = upgrade;
  }

  @Override
  Behavior<Object> onMessage(Object message) {
    return message instanceof Admission.Decided admission
        ? HandshakePhase.proceed(link(), upgrade, admission)
        : this;
  }

  @Override
  Behavior<Object> onReceived(ByteString data) {
    throw new IllegalStateException("read while nobody had asked for it");
  }

  @Override
  Behavior<Object> onWritten() {
    return this;
  }

  @Override
  Behavior<Object> onNotice(Notice notice) {
    return notice == Notice.STOP ? onPeerClosed() : this;
  }

  @Override
  Behavior<Object> onPeerClosed() {
    link().close();
    return end();
  }
}
