package io.kokko.testkit;

import io.kokko.channel.CloseCode;
import io.kokko.socket.SocketActor;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;

/** Spawns the sockets of a test, as the connection actor of a network transport does. */
final class Gateway extends AbstractBehavior<Gateway.Command> {

  sealed interface Command {}

  record Open(Behavior<SocketActor.Command> socket, InMemoryTransport transport)
      implements Command {}

  record Disconnect(ActorRef<SocketActor.Command> socket) implements Command {}

  private record Ended(InMemoryTransport transport) implements Command {}

  static Behavior<Command> create() {
    return Behaviors.setup(Gateway::new);
  }

  private Gateway(ActorContext<Command> context) {
    super(context);
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(Open.class, this::onOpen)
        .onMessage(Disconnect.class, this::onDisconnect)
        .onMessage(Ended.class, this::onEnded)
        .build();
  }

  private Behavior<Command> onOpen(Open open) {
    ActorRef<SocketActor.Command> socket = getContext().spawnAnonymous(open.socket());
    getContext().watchWith(socket, new Ended(open.transport()));
    open.transport().open(socket);
    return this;
  }

  private Behavior<Command> onDisconnect(Disconnect disconnect) {
    getContext().stop(disconnect.socket());
    return this;
  }

  /** Closes after a crash; a socket that closed by itself has said so before. */
  private Behavior<Command> onEnded(Ended ended) {
    ended.transport().close(CloseCode.INTERNAL_ERROR);
    return this;
  }
}
