package io.kokko.transport;

import io.kokko.socket.SocketActor;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * Is the parent of the actors that work for some of the connections: an actor can only be made by
 * another one.
 */
final class ChildrenActor {

  /** Wants actors. */
  sealed interface Command {}

  /** Wants a socket for a connection, which is told {@link SocketOpened}. */
  record OpenSocket(Behavior<SocketActor.Command> socket, TcpLink connection) implements Command {}

  /** Wants Pekko HTTP for a connection. */
  record OpenHttp(Behavior<Object> relay) implements Command {}

  /** Wants the end of the actor and of all its children. */
  enum Stop implements Command {
    INSTANCE
  }

  /** Tells a connection of its socket. */
  record SocketOpened(ActorRef<SocketActor.Command> socket) {}

  /**
   * Makes the actor.
   *
   * @param props says where the actors run
   */
  static Behavior<Command> create(Props props) {
    return Behaviors.receive((context, command) -> onCommand(context, command, props));
  }

  private static Behavior<Command> onCommand(
      ActorContext<Command> context, Command command, Props props) {
    if (command == Stop.INSTANCE) {
      return Behaviors.stopped();
    }
    if (command instanceof OpenSocket open) {
      open.connection().post(new SocketOpened(context.spawnAnonymous(open.socket(), props)));
    } else if (command instanceof OpenHttp open) {
      context.spawnAnonymous(open.relay(), props);
    }
    return Behaviors.same();
  }

  private ChildrenActor() {}
}
