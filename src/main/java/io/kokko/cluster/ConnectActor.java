package io.kokko.cluster;

import io.kokko.cluster.NodeAnswer.Busy;
import io.kokko.cluster.NodeAnswer.Granted;
import io.kokko.cluster.NodeAnswer.Seen;
import io.kokko.cluster.NodeAnswer.Surveyed;
import io.kokko.cluster.NodeRequest.Admit;
import io.kokko.cluster.NodeRequest.Join;
import io.kokko.cluster.NodeRequest.Look;
import io.kokko.cluster.NodeRequest.Survey;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.BehaviorBuilder;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/**
 * Connects this node with one other, in phases, each a behavior of its own.
 *
 * <p>Looking: the other node answers who it is. Reserving: both nodes are kept free of other
 * connects. Founding: neither is in a cluster, so ask around whether to found one. Proving: both
 * see each other as members, and a probe has gone there and back through the mediators, so that
 * nothing broadcast from now on is lost. Nodes of one cluster go straight to proving.
 */
final class ConnectActor {

  /** What a connect is told. */
  sealed interface Command permits NodeAnswer, Heard, AskedAround, Tick {}

  /** The probe has come back. */
  record Heard() implements Command {}

  /** Tells whether the two nodes may found a cluster now. */
  record AskedAround(String lease, boolean mayFound) implements Command {}

  private enum Tick implements Command {
    LOOK,
    SILENT,
    RENEW,
    ASK_AROUND,
    PROVE,
    TOO_LATE
  }

  private static final Duration LOOK_INTERVAL = Duration.ofMillis(250);
  private static final Duration PROVE_INTERVAL = Duration.ofMillis(50);
  private static final int MIN_PAUSE_MILLIS = 30;
  private static final int MAX_PAUSE_MILLIS = 150;

  static Behavior<Command> create(
      NodeActor.Connect connect,
      Membership membership,
      Peers peers,
      ActorRef<BusActor.Command> bus,
      ClusterSettings settings) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers ->
                    new ConnectActor(context, timers, connect, membership, peers, bus, settings)
                        .start()));
  }

  private final ActorContext<Command> context;
  private final TimerScheduler<Command> timers;
  private final NodeActor.Connect connect;
  private final Membership membership;
  private final Peers peers;
  private final ActorRef<BusActor.Command> bus;
  private final ClusterSettings settings;
  private final String own;
  private final String other;
  private final long startNanos = System.nanoTime();
  private Reservation reservation;
  private String incarnation = "";
  private Set<String> silent = Set.of();
  private String waitingFor = "";

  private ConnectActor(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      NodeActor.Connect connect,
      Membership membership,
      Peers peers,
      ActorRef<BusActor.Command> bus,
      ClusterSettings settings) {
    this.context = context;
    this.timers = timers;
    this.connect = connect;
    this.membership = membership;
    this.peers = peers;
    this.bus = bus;
    this.settings = settings;
    this.own = membership.address().toString();
    this.other = connect.address().toString();
    this.reservation = newReservation();
  }

  private Behavior<Command> start() {
    timers.startSingleTimer(Tick.TOO_LATE, settings.connectTimeout());
    heedSilence();
    onLook();
    return looking();
  }

  private Behavior<Command> looking() {
    return phase("it is looked for").onMessage(Seen.class, seen -> onSeen(seen.view())).build();
  }

  private Behavior<Command> onLook() {
    timers.startSingleTimer(Tick.LOOK, LOOK_INTERVAL);
    peers.node(other).tell(new Look(own, context.getSelf().narrow()));
    return Behaviors.same();
  }

  private Behavior<Command> onSeen(NodeView theirs) {
    incarnation = theirs.incarnation();
    heedSilence();
    if (!theirs.name().equals(connect.node().name().toString())) {
      return fail(
          ConnectFailedException.otherName(connect.node(), connect.address(), theirs.name()));
    }
    NodeView ours = membership.view(Set.of());
    if (ours.sharesClusterWith(theirs)) {
      return proving(theirs);
    }
    if (ours.isMember() && theirs.isMember()) {
      return fail(ConnectFailedException.separateClusters(connect.node(), new Apart(ours, theirs)));
    }
    if (ours.isMember()) {
      return surveying(other, ours);
    }
    return theirs.isMember() ? surveying(own, theirs) : reserving();
  }

  /** Has the one that is in no cluster yet find out whether it reaches all of the other's. */
  private Behavior<Command> surveying(String newcomer, NodeView member) {
    Set<String> members = new HashSet<>(member.memberAddresses());
    members.removeAll(Set.of(newcomer, member.address()));
    if (members.isEmpty()) {
      return reserving();
    }
    peers.node(newcomer).tell(new Survey(members, context.getSelf().narrow()));
    return phase("all nodes of its cluster answer the one that joins")
        .onMessage(Seen.class, this::onSeenAgain)
        .onMessage(Surveyed.class, surveyed -> onSurveyed(surveyed.silent()))
        .build();
  }

  /**
   * One whose host is gone is a member for some 15 s more. That it cannot be reached says little:
   * on a busy machine a live one may not be for a moment.
   */
  private Behavior<Command> onSurveyed(Set<String> nowSilent) {
    silent = nowSilent;
    return silent.isEmpty() ? reserving() : looking();
  }

  private ConnectFailedException tooLate() {
    return silent.isEmpty()
        ? ConnectFailedException.tooLate(connect.node(), settings.connectTimeout(), waitingFor)
        : ConnectFailedException.membersNotReached(connect.node(), silent);
  }

  /** In a later phase: has it ended meanwhile, and another one come up at its place? */
  private Behavior<Command> onSeenAgain(Seen seen) {
    heedSilence();
    return seen.view().incarnation().equals(incarnation) ? Behaviors.same() : retry();
  }

  private void heedSilence() {
    timers.startSingleTimer(Tick.SILENT, settings.answerTimeout());
  }

  private Behavior<Command> onSilent() {
    return fail(
        incarnation.isEmpty()
            ? ConnectFailedException.nobodyAnswers(connect.node(), connect.address())
            : ConnectFailedException.fellSilent(connect.node(), settings.answerTimeout()));
  }

  private Behavior<Command> reserving() {
    reservation = newReservation();
    reservation.reserve(context.getSelf().narrow());
    timers.startTimerWithFixedDelay(Tick.RENEW, settings.reservation().dividedBy(4));
    return phase("another connect of one of the two nodes goes first")
        .onMessage(Seen.class, this::onSeenAgain)
        .onMessageEquals(Tick.RENEW, this::onRenew)
        .onMessage(Busy.class, reservation::concerns, busy -> retry())
        .onMessage(Granted.class, reservation::concerns, this::onGranted)
        .build();
  }

  private Behavior<Command> onGranted(Granted granted) {
    reservation.add(granted.view());
    if (!reservation.isComplete()) {
      reservation.reserve(context.getSelf().narrow());
      return Behaviors.same();
    }
    return decide(reservation.view(own), reservation.view(other));
  }

  private Behavior<Command> decide(NodeView ours, NodeView theirs) {
    if (ours.sharesClusterWith(theirs)) {
      return proving(theirs);
    }
    if (ours.isMember() && theirs.isMember()) {
      return fail(ConnectFailedException.separateClusters(connect.node(), new Apart(ours, theirs)));
    }
    if (!ours.isMember() && !theirs.isMember()) {
      return founding(theirs);
    }
    return ours.isMember() ? join(other, own, theirs) : join(own, other, theirs);
  }

  private Behavior<Command> join(String newcomer, String member, NodeView theirs) {
    peers.node(newcomer).tell(new Join(reservation.lease(), member));
    return proving(theirs);
  }

  private Behavior<Command> founding(NodeView theirs) {
    Duration waited = Duration.ofNanos(System.nanoTime() - startNanos);
    Duration wait = settings.foundingDelay().minus(waited);
    timers.startSingleTimer(Tick.ASK_AROUND, wait.isNegative() ? Duration.ZERO : wait);
    return phase("other nodes found the cluster")
        .onMessage(Seen.class, this::onSeenAgain)
        .onMessageEquals(Tick.RENEW, this::onRenew)
        .onMessageEquals(Tick.ASK_AROUND, this::onAskAround)
        .onMessage(Busy.class, reservation::concerns, busy -> retry())
        .onMessage(
            AskedAround.class,
            reservation::concerns,
            answer -> answer.mayFound() ? found(theirs) : retry())
        .build();
  }

  private Behavior<Command> found(NodeView theirs) {
    peers.node(own).tell(new Join(reservation.lease(), own));
    return join(other, own, theirs);
  }

  private Behavior<Command> onAskAround() {
    context.spawnAnonymous(
        AskAroundActor.create(
            reservation.lease(), Set.of(own, other), peers, context.getSelf().narrow()));
    return Behaviors.same();
  }

  /** Goes back to the start, after a pause that is unlikely to be that of a rival. */
  private Behavior<Command> retry() {
    reservation.release();
    timers.cancel(Tick.RENEW);
    timers.cancel(Tick.ASK_AROUND);
    timers.cancel(Tick.PROVE);
    int millis = ThreadLocalRandom.current().nextInt(MIN_PAUSE_MILLIS, MAX_PAUSE_MILLIS);
    timers.startSingleTimer(Tick.LOOK, Duration.ofMillis(millis));
    return looking();
  }

  private Behavior<Command> proving(NodeView theirs) {
    membership.admit(theirs.name());
    timers.startTimerWithFixedDelay(Tick.PROVE, Duration.ZERO, PROVE_INTERVAL);
    return phase("the two nodes become members that hear each other")
        .onMessage(Seen.class, this::onSeenAgain)
        .onMessageEquals(Tick.RENEW, this::onRenew)
        .onMessageEquals(Tick.PROVE, () -> onProve(theirs))
        .onMessage(Heard.class, heard -> onHeard())
        .build();
  }

  private Behavior<Command> onProve(NodeView theirs) {
    if (membership.lists(theirs.incarnation())) {
      peers.node(other).tell(new Admit(membership.self().toString()));
      bus.tell(new BusActor.SendProbe(theirs.incarnation(), context.getSelf().narrow()));
    }
    return Behaviors.same();
  }

  private Behavior<Command> onHeard() {
    reservation.release();
    connect.connected().complete(true);
    return Behaviors.stopped();
  }

  private Behavior<Command> onRenew() {
    reservation.renew(context.getSelf().narrow());
    return Behaviors.same();
  }

  private BehaviorBuilder<Command> phase(String waitsUntil) {
    waitingFor = waitsUntil;
    return Behaviors.receive(Command.class)
        .onMessageEquals(Tick.LOOK, this::onLook)
        .onMessageEquals(Tick.SILENT, this::onSilent)
        .onMessageEquals(Tick.TOO_LATE, () -> fail(tooLate()))
        .onSignal(PostStop.class, stop -> fail(ConnectFailedException.stopped(connect.node())));
  }

  private Behavior<Command> fail(ConnectFailedException failure) {
    reservation.release();
    connect.connected().completeExceptionally(failure);
    return Behaviors.stopped();
  }

  private Reservation newReservation() {
    return new Reservation(own, other, peers);
  }
}
