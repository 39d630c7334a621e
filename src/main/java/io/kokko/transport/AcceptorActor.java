package io.kokko.transport;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.Done;
import org.apache.pekko.actor.Cancellable;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.Terminated;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.io.Tcp;
import org.apache.pekko.io.TcpMessage;
import org.jspecify.annotations.Nullable;

/**
 * Listens on a port and makes an actor of each connection, as its child, so that a crash ends that
 * connection alone.
 */
final class AcceptorActor extends AbstractBehavior<Object> {

  /**
   * Wants no more connections, and an end of all there are.
   *
   * @param patience how long they may take for it once they were told
   */
  record Stop(Duration patience) {}

  private enum Event {
    /** Every socket has been told to close. */
    DRAINED,

    /** What is left is cut. */
    DEADLINE
  }

  /** How many connections are accepted in one go, before others get their turn. */
  private static final int BATCH = 64;

  private final ServerContext server;
  private final CompletableFuture<InetSocketAddress> bound;
  private final CompletableFuture<Done> stopped;

  /** Who listens, once somebody does. */
  private org.apache.pekko.actor.ActorRef listener = org.apache.pekko.actor.ActorRef.noSender();

  private int ending;
  private @Nullable Stop stop;
  private boolean drained;
  private @Nullable Cancellable deadline;

  /**
   * Makes the acceptor.
   *
   * @param bound completed with the address, or with what went wrong
   * @param stopped completed when all is over
   */
  static Behavior<Object> create(
      InetSocketAddress address,
      ServerContext server,
      CompletableFuture<InetSocketAddress> bound,
      CompletableFuture<Done> stopped) {
    return Behaviors.setup(
        context -> {
          org.apache.pekko.actor.ActorRef self = Adapter.toClassic(context.getSelf());
          int backlog = server.settings().backlog();
          Tcp.get(Adapter.toClassic(context.getSystem()))
              .getManager()
              .tell(TcpMessage.bind(self, address, backlog, List.of(), true), self);
          return new AcceptorActor(context, server, bound, stopped);
        });
  }

  private AcceptorActor(
      ActorContext<Object> context,
      ServerContext server,
      CompletableFuture<InetSocketAddress> bound,
      CompletableFuture<Done> stopped) {
    super(context);
    this.server = server;
    this.bound = bound;
    this.stopped = stopped;
  }

  @Override
  public Receive<Object> createReceive() {
    return newReceiveBuilder()
        .onMessage(Tcp.Connected.class, this::onConnected)
        .onMessage(Tcp.Bound.class, this::onBound)
        .onMessage(Tcp.CommandFailed.class, this::onBindFailed)
        .onMessage(Stop.class, this::onStop)
        .onMessage(Tcp.Unbound.class, this::onUnbound)
        .onMessageEquals(Event.DRAINED, this::onDrained)
        .onMessageEquals(Event.DEADLINE, Behaviors::stopped)
        .onSignal(Terminated.class, this::onTerminated)
        .onSignal(PostStop.class, this::onPostStop)
        .build();
  }

  private Behavior<Object> onBound(Tcp.Bound event) {
    listener = sender();
    listener.tell(TcpMessage.resumeAccepting(BATCH), Adapter.toClassic(getContext().getSelf()));
    bound.complete(event.localAddress());
    return this;
  }

  private Behavior<Object> onBindFailed(Tcp.CommandFailed failed) {
    bound.completeExceptionally(
        failed.cause().getOrElse(() -> new IOException(failed.causedByString())));
    return Behaviors.stopped();
  }

  private Behavior<Object> onConnected(Tcp.Connected connected) {
    if (stop != null) {
      sender().tell(TcpMessage.abort(), Adapter.toClassic(getContext().getSelf()));
      return this;
    }
    server.connections().incrementAndGet();
    getContext().spawnAnonymous(HandshakePhase.create(sender(), connected.remoteAddress(), server));
    listener.tell(TcpMessage.resumeAccepting(BATCH), Adapter.toClassic(getContext().getSelf()));
    return this;
  }

  private Behavior<Object> onStop(Stop wanted) {
    if (stop == null) {
      stop = wanted;
      endWithin(server.drain().shutdown().plus(wanted.patience()));
      listener.tell(TcpMessage.unbind(), Adapter.toClassic(getContext().getSelf()));
    }
    return this;
  }

  private void endWithin(Duration patience) {
    if (deadline != null) {
      deadline.cancel();
    }
    deadline = getContext().scheduleOnce(patience, getContext().getSelf(), Event.DEADLINE);
  }

  /** Ends the connections only now, so that a client that comes back finds another server. */
  private Behavior<Object> onUnbound(Tcp.Unbound event) {
    List<ActorRef<Object>> connections = connections();
    ending = connections.size();
    connections.forEach(getContext()::watch);
    ActorRef<DrainerActor.Command> drainer =
        getContext()
            .spawnAnonymous(
                DrainerActor.create(
                    connections, server.longPolls(), server.drain(), server.telemetry()));
    // However it ends: what is left is closed then.
    getContext().watchWith(drainer, Event.DRAINED);
    return this;
  }

  private List<ActorRef<Object>> connections() {
    return getContext().getChildren().stream().map(ActorRef::<Object>unsafeUpcast).toList();
  }

  private Behavior<Object> onDrained() {
    drained = true;
    if (stop != null) {
      endWithin(stop.patience());
    }
    connections().forEach(connection -> connection.tell(Notice.STOP));
    server.longPolls().tell(LongPollSupervisor.Stop.INSTANCE);
    return endIfAllEnded();
  }

  private Behavior<Object> onTerminated(Terminated ended) {
    ending--;
    return endIfAllEnded();
  }

  private Behavior<Object> endIfAllEnded() {
    return drained && ending == 0 ? Behaviors.stopped() : this;
  }

  private Behavior<Object> onPostStop(PostStop signal) {
    if (deadline != null) {
      deadline.cancel();
    }
    server.longPolls().tell(LongPollSupervisor.Stop.INSTANCE);
    bound.completeExceptionally(new IOException("the actor system ends"));
    stopped.complete(Done.getInstance());
    return this;
  }

  private org.apache.pekko.actor.ActorRef sender() {
    return Adapter.toClassic(getContext()).sender();
  }
}
