package io.kokko.transport;

import io.kokko.transport.HandshakeParser.Upgrade;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits for the user's {@code connect}. Meanwhile the client is not read, so what it sends stays
 * with TCP.
 */
final class ConnectPhase extends ConnectionPhase {

  private static final Logger LOG = LoggerFactory.getLogger(ConnectPhase.class);

  private final Upgrade upgrade;

  /** Runs what decides, where it may take its time. */
  static ConnectionPhase create(TcpLink link, Upgrade upgrade) {
    link.cancelAlarm();
    link.run(() -> decide(link, upgrade));
    return new ConnectPhase(link, upgrade);
  }

  private ConnectPhase(TcpLink link, Upgrade upgrade) {
    super(link);
    this.upgrade = upgrade;
  }

  private static void decide(TcpLink link, Upgrade upgrade) {
    Admission admission;
    try {
      admission =
          Admission.decide(upgrade.request(), link.peer(), link.settings().handshakeTimeout());
    } catch (RuntimeException | StackOverflowError | LinkageError e) {
      LOG.error("connect of {}", link.peer(), e);
      admission = new Admission.Denied(500);
    }
    if (admission instanceof Admission.Undecided undecided) {
      await(link, undecided.decision());
    } else {
      link.post(admission);
    }
  }

  private static void await(TcpLink link, CompletionStage<Admission.Decided> decision) {
    decision.whenComplete(
        (admission, failure) -> link.post(failure == null ? admission : new Admission.Denied(500)));
  }

  @Override
  ConnectionPhase onMessage(Object message) {
    return message instanceof Admission.Decided admission
        ? HandshakePhase.proceed(link(), upgrade, admission)
        : this;
  }

  @Override
  ConnectionPhase onReceived(byte[] data) {
    throw new IllegalStateException("read while nobody had asked for it");
  }

  @Override
  ConnectionPhase onNotice(Notice notice) {
    return notice == Notice.STOP ? onPeerClosed() : this;
  }

  @Override
  ConnectionPhase onAlarm() {
    return this;
  }

  @Override
  ConnectionPhase onPeerClosed() {
    link().close();
    return end();
  }
}
