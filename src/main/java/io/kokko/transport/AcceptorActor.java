package io.kokko.transport;

import io.kokko.loop.EventLoops;
import io.kokko.loop.Listener;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.jspecify.annotations.Nullable;

/** Listens on a port, and ends the connections when the server stops. Runs on an event loop. */
final class AcceptorActor extends AbstractBehavior<Object> {

  /** Wants no more connections, and all of them ended within the deadline. */
  record Stop(Duration deadline) {}

  private enum Event {
    UNBOUND,
    LOOK,
    DEADLINE
  }

  private final ServerContext server;
  private final CompletableFuture<Done> stopped;
  private final EventLoops loops = EventLoops.current();
  private final @Nullable Listener listener;

  static Behavior<Object> create(
      InetSocketAddress address,
      ServerContext server,
      CompletableFuture<InetSocketAddress> bound,
      CompletableFuture<Done> stopped) {
    return Behaviors.setup(context -> new AcceptorActor(context, address, server, bound, stopped));
  }

  private AcceptorActor(
      ActorContext<Object> context,
      InetSocketAddress address,
      ServerContext server,
      CompletableFuture<InetSocketAddress> bound,
      CompletableFuture<Done> stopped) {
    super(context);
    this.server = server;
    this.stopped = stopped;
    Listener l = null;
    try {
      l = loops.listen(address, server.settings().backlog(), a -> new TcpLink(a, server));
      bound.complete(l.address());
    } catch (IOException | RuntimeException e) {
      bound.completeExceptionally(e);
    }
    listener = l;
  }

  @Override
  public Receive<Object> createReceive() {
    return newReceiveBuilder()
        .onMessage(Stop.class, this::onStop)
        .onMessageEquals(Event.UNBOUND, this::onUnbound)
        .onMessageEquals(Event.LOOK, this::onLook)
        .onMessageEquals(Event.DEADLINE, Behaviors::stopped)
        .onSignal(PostStop.class, s -> onPostStop())
        .build();
  }

  private Behavior<Object> onStop(Stop stop) {
    getContext().scheduleOnce(stop.deadline(), getContext().getSelf(), Event.DEADLINE);
    var self = getContext().getSelf();
    listener.close().thenRun(() -> self.tell(Event.UNBOUND));
    return this;
  }

  private Behavior<Object> onUnbound() {
    server.longPolls().tell(LongPollSupervisor.Stop.INSTANCE);
    loops.forEach(c -> ((TcpLink) c).tell(Notice.STOP));
    return onLook();
  }

  private Behavior<Object> onLook() {
    if (server.connections().get() == 0) {
      return Behaviors.stopped();
    }
    getContext().scheduleOnce(Duration.ofMillis(20), getContext().getSelf(), Event.LOOK);
    return this;
  }

  private Behavior<Object> onPostStop() {
    server.longPolls().tell(LongPollSupervisor.Stop.INSTANCE);
    stopped.complete(Done.getInstance());
    return this;
  }
}
