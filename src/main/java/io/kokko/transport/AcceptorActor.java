package io.kokko.transport;

import io.kokko.loop.EventLoops;
import io.kokko.loop.Listener;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.Done;
import org.apache.pekko.actor.Cancellable;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.jspecify.annotations.Nullable;

/** Listens on a port, and ends the connections when the server stops. Runs on an event loop. */
final class AcceptorActor extends AbstractBehavior<Object> {

  /**
   * Wants no more connections, and an end of all there are.
   *
   * @param patience how long they may take for it once they were told
   */
  record Stop(Duration patience) {}

  /**
   * Asks what waits to be sent.
   *
   * @param most how many clients to name
   */
  record Census(int most, CompletableFuture<OutboundQueues> answer) {}

  private enum Event {
    /** Nobody can connect any more. */
    UNBOUND,

    /** Every socket has been told to close. */
    DRAINED,

    /** No connection is left. */
    ENDED,

    /** What is left is cut. */
    DEADLINE
  }

  private final ServerContext server;
  private final EventLoops loops;
  private final Listener listener;
  private final CompletableFuture<Done> stopped;

  private @Nullable Stop stop;
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
          try {
            EventLoops loops = EventLoops.current();
            Listener listener =
                loops.listen(
                    address,
                    server.settings().backlog(),
                    accepted -> TcpLink.create(accepted, server));
            server.gate().whenFull(listener::hold);
            bound.complete(listener.address());
            return new AcceptorActor(context, server, loops, listener, stopped);
          } catch (IOException | RuntimeException e) {
            endHelpers(server);
            bound.completeExceptionally(e);
            stopped.complete(Done.getInstance());
            return Behaviors.stopped();
          }
        });
  }

  private AcceptorActor(
      ActorContext<Object> context,
      ServerContext server,
      EventLoops loops,
      Listener listener,
      CompletableFuture<Done> stopped) {
    super(context);
    this.server = server;
    this.loops = loops;
    this.listener = listener;
    this.stopped = stopped;
  }

  @Override
  public Receive<Object> createReceive() {
    return newReceiveBuilder()
        .onMessage(Stop.class, this::onStop)
        .onMessage(Census.class, this::onCensus)
        .onMessageEquals(Event.UNBOUND, this::onUnbound)
        .onMessageEquals(Event.DRAINED, this::onDrained)
        .onMessageEquals(Event.ENDED, Behaviors::stopped)
        .onMessageEquals(Event.DEADLINE, Behaviors::stopped)
        .onSignal(PostStop.class, signal -> onPostStop())
        .build();
  }

  private Behavior<Object> onStop(Stop wanted) {
    if (stop == null) {
      stop = wanted;
      endWithin(server.drain().shutdown().plus(wanted.patience()));
      ActorRef<Object> self = getContext().getSelf();
      listener.close().thenRun(() -> self.tell(Event.UNBOUND));
    }
    return this;
  }

  private Behavior<Object> onCensus(Census asked) {
    QueueCensus census = new QueueCensus(asked.most());
    loops
        .forEach(connection -> TcpLink.ifOf(server, connection, census::visit))
        .thenRun(() -> asked.answer().complete(census.result()));
    return this;
  }

  private void endWithin(Duration patience) {
    cancelDeadline();
    deadline = getContext().scheduleOnce(patience, getContext().getSelf(), Event.DEADLINE);
  }

  private void cancelDeadline() {
    if (deadline != null) {
      deadline.cancel();
    }
  }

  /** Ends the connections only now, so that a client that comes back finds another server. */
  private Behavior<Object> onUnbound() {
    ActorRef<DrainerActor.Command> drainer =
        getContext().spawnAnonymous(DrainerActor.create(loops, server));
    // However it ends: what is left is closed then.
    getContext().watchWith(drainer, Event.DRAINED);
    return this;
  }

  private Behavior<Object> onDrained() {
    if (stop != null) {
      endWithin(stop.patience());
    }
    loops.forEach(connection -> TcpLink.ifOf(server, connection, link -> link.tell(Notice.STOP)));
    server.longPolls().tell(LongPollSupervisor.Stop.INSTANCE);
    ActorRef<Object> self = getContext().getSelf();
    server.connections().whenNone(() -> self.tell(Event.ENDED));
    return this;
  }

  /** Cuts what is left; the sockets go with their parents. */
  private Behavior<Object> onPostStop() {
    cancelDeadline();
    listener.close();
    loops.forEach(connection -> TcpLink.ifOf(server, connection, TcpLink::abort));
    endHelpers(server);
    stopped.complete(Done.getInstance());
    return this;
  }

  /** Ends the actors that were made for the server. */
  private static void endHelpers(ServerContext server) {
    server.longPolls().tell(LongPollSupervisor.Stop.INSTANCE);
    server.children().forEach(parent -> parent.tell(ChildrenActor.Stop.INSTANCE));
  }
}
