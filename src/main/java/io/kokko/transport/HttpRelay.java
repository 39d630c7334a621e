package io.kokko.transport;

import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** Starts Pekko HTTP for one connection, and posts to it what the streams tell an actor. */
final class HttpRelay {

  /** Tells the connection where its bytes in go, and who acknowledges them. */
  record Started(org.apache.pekko.actor.typed.ActorRef<Object> relay, ActorRef bytesIn) {}

  /** Tells the connection that its bytes out follow, and whom to ask for them. */
  record Opened(ActorRef bytesOut) {}

  /** Ends the relay. */
  enum Stop {
    INSTANCE
  }

  static Behavior<Object> create(TcpLink link, PollWatch poll) {
    return Behaviors.setup(
        context -> {
          ActorRef bytesIn = HttpStreams.start(context, link, poll);
          link.post(new Started(context.getSelf(), bytesIn));
          return Behaviors.receiveMessage(message -> onMessage(context, link, message));
        });
  }

  private static Behavior<Object> onMessage(
      ActorContext<Object> context, TcpLink link, Object message) {
    if (message == Stop.INSTANCE) {
      return Behaviors.stopped();
    }
    boolean opened = message == HttpMessage.Event.OPENED;
    link.post(opened ? new Opened(Adapter.toClassic(context).sender()) : message);
    return Behaviors.same();
  }

  private HttpRelay() {}
}
