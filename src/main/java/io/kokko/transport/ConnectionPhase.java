package io.kokko.transport;

import io.kokko.socket.SocketActor;
import org.apache.pekko.actor.ActorRef;

/**
 * Is what one TCP connection does for a while: shake hands, then carry a WebSocket or pass bytes to
 * Pekko HTTP, then wait for the end. Called on the connection's loop; each method returns the phase
 * that comes next, mostly itself.
 */
abstract class ConnectionPhase {

  private final TcpLink link;

  ConnectionPhase(TcpLink link) {
    this.link = link;
  }

  final TcpLink link() {
    return link;
  }

  /** Starts a connection with this phase. */
  ConnectionPhase begin() {
    return this;
  }

  abstract ConnectionPhase onReceived(byte[] data);

  /** A write that took its time has ended. */
  ConnectionPhase onWritten() {
    return this;
  }

  abstract ConnectionPhase onNotice(Notice notice);

  abstract ConnectionPhase onAlarm();

  /** The client will send nothing more; it may still read. */
  abstract ConnectionPhase onPeerClosed();

  /** Tells whether a client's socket lives here that was not closed yet. */
  boolean carriesSocket() {
    return false;
  }

  /** Tells how many bytes wait to be sent to a client's socket, or are being sent. */
  long queuedBytes() {
    return 0;
  }

  ConnectionPhase onMessage(Object message) {
    onLateMessage(message);
    return this;
  }

  /** Nobody waits for the message any more. */
  static void onLateMessage(Object message) {
    if (message instanceof ChildrenActor.SocketOpened opened) {
      opened.socket().tell(SocketActor.TransportDown.INSTANCE);
    } else if (message instanceof HttpRelay.Started started) {
      started.bytesIn().tell(HttpStreams.Signal.ABORT, ActorRef.noSender());
      started.relay().tell(HttpRelay.Stop.INSTANCE);
    }
  }

  /** Lets go of everything: the connection is gone, in whatever way. */
  void onEnd() {}

  /** Writes a last answer, then ends the connection in peace. */
  final ConnectionPhase endWith(byte[] answer) {
    link.write(answer);
    link.closeOutput();
    return end();
  }

  /** Waits for the end of a connection that was told to close, but not for ever. */
  final ConnectionPhase end() {
    link.alarmIn(link.settings().closeTimeout());
    link.read();
    return new EndPhase(link);
  }
}
