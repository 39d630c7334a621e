package io.kokko.transport;

import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.util.ByteString;

/**
 * Waits until the TCP connection is gone.
 *
 * <p>What the client still sends is read and dropped: closing with unread bytes would reset the
 * connection, and the reset could overtake our last words.
 */
final class EndPhase extends ConnectionPhase {

  private boolean aborted;

  EndPhase(TcpLink link) {
    super(link);
  }

  @Override
  Behavior<Object> onReceived(ByteString data) {
    link().read();
    return this;
  }

  @Override
  Behavior<Object> onWritten() {
    return this;
  }

  @Override
  Behavior<Object> onNotice(Notice notice) {
    if (notice != Notice.ALARM) {
      return this;
    }
    if (aborted) {
      // Nobody is left to tell us that the connection is gone.
      return Behaviors.stopped();
    }
    aborted = true;
    link().abort();
    link().alarmIn(link().settings().closeTimeout());
    return this;
  }

  @Override
  Behavior<Object> onPeerClosed() {
    link().close();
    return this;
  }

  @Override
  Behavior<Object> onMessage(Object message) {
    return this;
  }
}
