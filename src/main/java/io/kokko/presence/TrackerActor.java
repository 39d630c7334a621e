package io.kokko.presence;

import io.kokko.message.Payload;
import io.kokko.presence.NodeMessage.Bye;
import io.kokko.presence.NodeMessage.Heartbeat;
import io.kokko.presence.NodeMessage.Told;
import io.kokko.presence.NodeMessage.Want;
import io.kokko.telemetry.Telemetry;
import io.kokko.telemetry.TelemetryEvent;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Terminated;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/**
 * Keeps one presence of one node: the members of this node, what is known of those of others, and
 * what has to be told to whom.
 *
 * <p>All that changes passes here; what is read does not, see {@link View}. It works in windows: a
 * short one for the other nodes, then one for the clients of this one.
 *
 * @see <a href="https://hexdocs.pm/phoenix_pubsub/Phoenix.Tracker.html">Phoenix.Tracker</a>
 */
final class TrackerActor extends AbstractBehavior<TrackerActor.Command> {

  /** What a tracker is told. */
  sealed interface Command {}

  /** Tracks an actor under a key; the stage gets the {@code phx_ref} when everybody knows. */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  record Track(
      ActorRef<?> actor, String topic, String key, byte[] body, CompletableFuture<String> ref)
      implements Command {}

  /** Makes a new meta of the old one. */
  record Update(
      ActorRef<?> actor,
      String topic,
      String key,
      UnaryOperator<byte[]> body,
      CompletableFuture<String> ref)
      implements Command {}

  /** Ends what an actor has under a key. */
  record Untrack(ActorRef<?> actor, String topic, String key, CompletableFuture<Done> done)
      implements Command {}

  /** Ends what an actor has in a topic. */
  record UntrackAll(ActorRef<?> actor, String topic, CompletableFuture<Done> done)
      implements Command {}

  /** Begins to tell a client a part only. */
  record Attend(String topic, Crowd crowd, BiConsumer<String, Payload> push) implements Command {}

  /** Comes from another node. */
  record Received(NodeMessage message) implements Command {}

  /** Says goodbye to the other nodes. */
  record Leave(CompletableFuture<Done> done) implements Command {}

  /** Goes on in the tracker with what was done elsewhere. */
  record Continue(Runnable action) implements Command {}

  private enum Timer implements Command {
    DIFFS,
    CROWDS,
    NEWS,
    PIECES,
    HEARTBEAT,
    WATCH
  }

  private static final Duration WATCH_INTERVAL = Duration.ofMillis(250);
  private static final Duration PIECE_INTERVAL = Duration.ofMillis(10);
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private final TimerScheduler<Command> timers;
  private final PresenceSettings settings;
  private final Telemetry telemetry;
  private final Supplier<Set<String>> nodes;
  private final AtomicInteger queued;
  private final View view;
  private final LocalState local;
  private final Refs refs;
  private final Members members = new Members();
  private final Replicas replicas;
  private final Replication replication;
  private final Announcer announcer;
  private final Crowds crowds;
  private Set<String> connected = Set.of();
  private boolean left;

  /** Makes the tracker of a presence that has just been started. */
  static Behavior<Command> create(Tracking tracking) {
    return Behaviors.setup(
        context -> Behaviors.withTimers(timers -> new TrackerActor(context, timers, tracking)));
  }

  private TrackerActor(
      ActorContext<Command> context, TimerScheduler<Command> timers, Tracking tracking) {
    super(context);
    this.timers = timers;
    this.settings = tracking.settings();
    this.telemetry = tracking.telemetry();
    this.nodes = tracking.nodes();
    this.queued = tracking.queued();
    this.view = tracking.view();
    Replica self = tracking.replica();
    local = new LocalState(self, settings.maxRemoveLog());
    refs = new Refs(self, tracking.nanos());
    Channels channels = new Channels(tracking.pubsub(), settings.pieceKeys());
    crowds = new Crowds(view, channels);
    announcer =
        new Announcer(
            view,
            channels,
            crowds,
            tracking.slowly(context.getSelf()),
            telemetry,
            tracking.graceTicks());
    replicas =
        new Replicas(
            self,
            settings.downAfter(),
            settings.keepDown(),
            PATIENCE,
            node -> connected.contains(node),
            new RemoteListener());
    replication =
        new Replication(
            tracking.pubsub(),
            tracking.subscriber(),
            tracking.nodeTopic(),
            local,
            settings.deltaBytes());
    timers.startTimerWithFixedDelay(Timer.HEARTBEAT, settings.heartbeatInterval());
    timers.startTimerWithFixedDelay(Timer.WATCH, WATCH_INTERVAL);
    replication.sendHeartbeat();
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(Track.class, this::onTrack)
        .onMessage(Update.class, this::onUpdate)
        .onMessage(Untrack.class, this::onUntrack)
        .onMessage(UntrackAll.class, this::onUntrackAll)
        .onMessage(Attend.class, this::onAttend)
        .onMessage(Received.class, this::onReceived)
        .onMessage(Continue.class, this::onContinue)
        .onMessage(Leave.class, this::onLeave)
        .onMessage(Timer.class, this::onTimer)
        .onSignal(Terminated.class, ended -> onEnded(ended.getRef()))
        .build();
  }

  private Behavior<Command> onTrack(Track track) {
    queued.decrementAndGet();
    if (members.find(track.actor(), track.topic(), track.key()) != null) {
      track.ref().completeExceptionally(new AlreadyTrackedException(track.topic(), track.key()));
      return this;
    }
    String ref = refs.next();
    Entry entry = local.add(view.shared(track.topic()), track.key(), Meta.of(ref, track.body()));
    if (members.put(track.actor(), entry)) {
      getContext().watch(track.actor());
    }
    announcer.joined(entry);
    announcer.whenTold(track.topic(), () -> track.ref().complete(ref));
    return scheduled();
  }

  private Behavior<Command> onUpdate(Update update) {
    queued.decrementAndGet();
    Entry before = members.find(update.actor(), update.topic(), update.key());
    if (before == null) {
      update.ref().completeExceptionally(new NoPresenceException(update.topic(), update.key()));
      return this;
    }
    byte[] body;
    try {
      body = update.body().apply(before.meta());
    } catch (RuntimeException failure) {
      update.ref().completeExceptionally(failure);
      return this;
    }
    String ref = refs.next();
    Entry after = local.replace(before, Meta.of(ref, before.ref(), body));
    members.put(update.actor(), after);
    announcer.left(before);
    announcer.joined(after);
    announcer.whenTold(update.topic(), () -> update.ref().complete(ref));
    return scheduled();
  }

  private Behavior<Command> onUntrack(Untrack untrack) {
    queued.decrementAndGet();
    Entry entry = members.find(untrack.actor(), untrack.topic(), untrack.key());
    if (entry != null) {
      untrack(untrack.actor(), entry);
    }
    announcer.whenTold(untrack.topic(), () -> untrack.done().complete(Done.getInstance()));
    return scheduled();
  }

  private Behavior<Command> onUntrackAll(UntrackAll untrack) {
    queued.decrementAndGet();
    members
        .inTopic(untrack.actor(), untrack.topic())
        .forEach(entry -> untrack(untrack.actor(), entry));
    announcer.whenTold(untrack.topic(), () -> untrack.done().complete(Done.getInstance()));
    return scheduled();
  }

  private void untrack(ActorRef<?> actor, Entry entry) {
    if (members.remove(actor, entry)) {
      getContext().unwatch(actor);
    }
    remove(entry);
  }

  private Behavior<Command> onEnded(ActorRef<?> actor) {
    members.removeAll(actor).forEach(this::remove);
    return scheduled();
  }

  private void remove(Entry entry) {
    local.remove(entry);
    announcer.left(entry);
  }

  private Behavior<Command> onAttend(Attend attend) {
    queued.decrementAndGet();
    crowds.attend(attend.topic(), attend.crowd(), attend.push());
    return this;
  }

  private Behavior<Command> onContinue(Continue next) {
    next.action().run();
    return scheduled();
  }

  private Behavior<Command> onReceived(Received received) {
    queued.decrementAndGet();
    long now = System.nanoTime();
    NodeMessage message = received.message();
    if (message instanceof Told told) {
      replicas.onDelta(told.delta(), now);
    } else if (message instanceof Heartbeat heartbeat) {
      onHeartbeat(heartbeat, now);
    } else if (message instanceof Want want) {
      replication.answer(want);
    } else if (message instanceof Bye bye) {
      replicas.onBye(bye.replica());
    }
    return scheduled();
  }

  private void onHeartbeat(Heartbeat heartbeat, long now) {
    if (replicas.onHeartbeat(heartbeat.replica(), heartbeat.clock(), now)) {
      replication.greet(heartbeat.replica());
    }
    replicas.missing(now).forEach(replication::ask);
  }

  private Behavior<Command> onTimer(Timer timer) {
    switch (timer) {
      case DIFFS -> announcer.tick();
      case CROWDS -> crowds.tick();
      case NEWS -> replication.sendNews(!connected.isEmpty());
      case PIECES -> replication.sendPieces();
      case HEARTBEAT -> heartbeat();
      case WATCH -> watchNodes();
    }
    return scheduled();
  }

  private void heartbeat() {
    if (!left) {
      replication.sendHeartbeat();
    }
  }

  /** A node that has just come hears of this one at once. */
  private void watchNodes() {
    long now = System.nanoTime();
    Set<String> before = connected;
    connected = nodes.get();
    if (!before.containsAll(connected)) {
      heartbeat();
    }
    replicas.watch(now);
    replicas.missing(now).forEach(replication::ask);
  }

  private Behavior<Command> onLeave(Leave leave) {
    left = true;
    replication.sendNews(!connected.isEmpty());
    replication.sendBye();
    leave.done().complete(Done.getInstance());
    return this;
  }

  /** Sees that what has to be told will be. */
  private Behavior<Command> scheduled() {
    schedule(Timer.DIFFS, announcer.needsTick(), settings.diffWindow());
    schedule(Timer.CROWDS, crowds.needsTick(), settings.crowdWindow());
    schedule(Timer.NEWS, replication.hasNews() && !left, settings.deltaWindow());
    schedule(Timer.PIECES, replication.isSending(), PIECE_INTERVAL);
    return this;
  }

  private void schedule(Timer timer, boolean needed, Duration delay) {
    if (needed && !timers.isTimerActive(timer)) {
      timers.startSingleTimer(timer, timer, delay);
    }
  }

  /** What other nodes do is told like what this one does. */
  private final class RemoteListener implements Replicas.Listener {
    @Override
    public void joined(Entry entry) {
      announcer.joined(entry);
    }

    @Override
    public void left(Entry entry) {
      announcer.left(entry);
    }

    @Override
    public void shown(Replica replica) {
      emit(replica, true);
    }

    @Override
    public void hidden(Replica replica) {
      emit(replica, false);
    }

    private void emit(Replica replica, boolean up) {
      getContext().getLog().debug("members of {} {}", replica.node(), up ? "show" : "are hidden");
      if (telemetry.isListening()) {
        telemetry.emit(new TelemetryEvent.PresenceReplica(replica.node(), up));
      }
    }
  }
}
