package io.kokko.transport;

import java.time.Duration;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.ExtensibleBehavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.Signal;
import org.apache.pekko.actor.typed.Terminated;
import org.apache.pekko.actor.typed.TypedActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.io.Tcp;
import org.apache.pekko.util.ByteString;

/**
 * Is what the actor of one TCP connection does for a while: shake hands, then carry a WebSocket or
 * pass bytes to Pekko HTTP, then wait for the end.
 *
 * <p>Not built from a table of method references as our other actors are: each connection would
 * carry a table of its own, and there may be very many idle ones.
 */
abstract class ConnectionPhase extends ExtensibleBehavior<Object> {

  private final TcpLink link;

  ConnectionPhase(TcpLink link) {
    this.link = link;
  }

  final TcpLink link() {
    return link;
  }

  abstract Behavior<Object> onReceived(ByteString data);

  abstract Behavior<Object> onWritten();

  abstract Behavior<Object> onNotice(Notice notice);

  /** The client will send nothing more; it may still read. */
  abstract Behavior<Object> onPeerClosed();

  /** Tells whether a client's socket lives here that was not closed yet. */
  boolean carriesSocket() {
    return false;
  }

  Behavior<Object> onMessage(Object message) {
    return Behaviors.unhandled();
  }

  /** A child has ended. */
  Behavior<Object> onTerminated() {
    return this;
  }

  /** Lets go of everything, in whatever way this actor has ended. */
  void onPostStop() {}

  @Override
  public final Behavior<Object> receive(TypedActorContext<Object> context, Object message) {
    if (message instanceof Tcp.Received received) {
      return onReceived(received.data());
    }
    if (message instanceof Notice notice) {
      return onNotice(notice);
    }
    if (message == Written.INSTANCE) {
      return onWritten();
    }
    if (message instanceof Tcp.ConnectionClosed closed) {
      return closed.isPeerClosed() ? onPeerClosed() : Behaviors.stopped();
    }
    if (message instanceof Tcp.CommandFailed) {
      // Only a write can fail, and only after the connection has; no event would follow.
      return Behaviors.stopped();
    }
    if (message instanceof DrainerActor.RollCall call) {
      return onRollCall(call);
    }
    return onMessage(message);
  }

  /** A socket waits for its turn to be closed. */
  private Behavior<Object> onRollCall(DrainerActor.RollCall call) {
    boolean carriesSocket = carriesSocket();
    call.replyTo().tell(new DrainerActor.Present(link.self(), carriesSocket));
    return carriesSocket ? this : onNotice(Notice.STOP);
  }

  @Override
  public final Behavior<Object> receiveSignal(TypedActorContext<Object> context, Signal signal) {
    if (signal instanceof Terminated) {
      return onTerminated();
    }
    if (signal == PostStop.instance()) {
      link.cancelAlarm();
      link.server().connections().decrementAndGet();
      onPostStop();
      return this;
    }
    return Behaviors.unhandled();
  }

  /** Writes a last answer, then ends the connection in peace. */
  final Behavior<Object> endWith(byte[] answer) {
    link.write(answer);
    link.closeOutput();
    return end();
  }

  /** Waits for the end of a connection that was told to close, but not for ever. */
  final Behavior<Object> end() {
    Duration patience = link.settings().closeTimeout();
    link.alarmIn(patience);
    link.read();
    return new EndPhase(link);
  }
}
