package io.kokko.cluster;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.cluster.ClusterEvent.MemberEvent;
import org.apache.pekko.cluster.ClusterEvent.MemberRemoved;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.UniqueAddress;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Subscribe;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Remembers the nodes that were removed because they could not be reached, and ends the split when
 * they can be again.
 *
 * <p>When the network between nodes is cut, each side removes the other and goes on. Two clusters
 * never merge, so when the sides can reach each other again, one has to give way: its nodes restart
 * and join the other, see {@link Split}. A lost node that is there and does not answer, since it
 * refuses ours as we refuse its messages, is on the other side of a split. One that answers has
 * been restarted, and one whose port is closed is dead. One that was there all the time since it
 * was lost may be neither: removed for a link to another node, which it has heard, and ending.
 */
final class LostNodesActor extends AbstractBehavior<LostNodesActor.Command> {

  /** What it is told. */
  sealed interface Command permits MemberChanged, Tick, Knocked, Answered {}

  private record MemberChanged(MemberEvent event) implements Command {}

  private record Tick() implements Command {}

  private record Knocked(UniqueAddress node, Knock knock) implements Command {}

  private record Answered(NodeView view) implements Command {}

  private static final class Lost {
    private final Member member;
    private Split split;
    private int timesAlive;
    private long aliveSinceNanos;
    private boolean wasSilent;
    private boolean isTold;

    private Lost(Member member, Split split) {
      this.member = member;
      this.split = split;
    }

    private void noteSilence() {
      timesAlive = 0;
      wasSilent = true;
    }

    private void noteLife() {
      if (timesAlive == 0) {
        aliveSinceNanos = System.nanoTime();
      }
      timesAlive++;
    }

    private long aliveNanos() {
      return System.nanoTime() - aliveSinceNanos;
    }
  }

  private static final Logger LOG = LoggerFactory.getLogger(LostNodesActor.class);

  /** How often a node must be there without an answer to be taken for the other side. */
  private static final int TIMES_ALIVE = 3;

  /** How long after each other the nodes of one side may be removed. */
  private static final long ONE_SPLIT_NANOS = Duration.ofSeconds(10).toNanos();

  private static final Duration KNOCK_TIMEOUT = Duration.ofSeconds(1);
  private static final int MAX_LOST = 1000;

  static Behavior<Command> create(
      Duration interval,
      Membership membership,
      Executor blocking,
      Consumer<List<String>> onOutvoted) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers ->
                    new LostNodesActor(
                        context, timers, interval, membership, blocking, onOutvoted)));
  }

  private final TimerScheduler<Command> timers;
  private final Duration interval;
  private final Membership membership;
  private final Executor blocking;
  private final Consumer<List<String>> onOutvoted;
  private final ActorRef<NodeAnswer.Seen> answers;
  private final Map<UniqueAddress, Lost> lost = new HashMap<>();
  private long lastLossNanos;
  private boolean ended;

  private LostNodesActor(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      Duration interval,
      Membership membership,
      Executor blocking,
      Consumer<List<String>> onOutvoted) {
    super(context);
    this.timers = timers;
    this.interval = interval;
    this.membership = membership;
    this.blocking = blocking;
    this.onOutvoted = onOutvoted;
    this.answers = context.messageAdapter(NodeAnswer.Seen.class, seen -> new Answered(seen.view()));
    Cluster.get(context.getSystem())
        .subscriptions()
        .tell(
            new Subscribe<>(
                context.messageAdapter(MemberEvent.class, MemberChanged::new), MemberEvent.class));
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(MemberChanged.class, changed -> onMember(changed.event()))
        .onMessage(Tick.class, tick -> onTick())
        .onMessage(Knocked.class, this::onKnocked)
        .onMessage(Answered.class, this::onAnswered)
        .build();
  }

  private Behavior<Command> onMember(MemberEvent event) {
    Member member = event.member();
    membership.noteOthers();
    boolean down =
        event instanceof MemberRemoved removed
            && removed.previousStatus().equals(MemberStatus.down());
    if (down && membership.isOtherNode(member) && lost.size() < MAX_LOST) {
      lose(member);
    } else if (!(event instanceof MemberRemoved)) {
      forgetAllNamed(Membership.name(member));
    }
    return this;
  }

  private void lose(Member member) {
    long now = System.nanoTime();
    boolean sameSplit = !lost.isEmpty() && now - lastLossNanos < ONE_SPLIT_NANOS;
    lastLossNanos = now;
    Split split =
        sameSplit ? newest().lose(member) : Split.of(membership.membersBut(member), member);
    lost.put(member.uniqueAddress(), new Lost(member, split));
    split.there().forEach(there -> shareSplit(there, split));
    timers.startTimerWithFixedDelay(new Tick(), Duration.ZERO, interval);
    LOG.warn("lost {}, which this node will look for", Membership.name(member));
  }

  private Split newest() {
    return lost.values().stream()
        .map(known -> known.split)
        .reduce((one, other) -> one.there().size() >= other.there().size() ? one : other)
        .orElseThrow();
  }

  private void shareSplit(Member member, Split split) {
    Lost known = lost.get(member.uniqueAddress());
    if (known != null) {
      known.split = split;
    }
  }

  private Behavior<Command> onTick() {
    for (Lost known : lost.values()) {
      UniqueAddress node = known.member.uniqueAddress();
      ask(node.address());
      getContext()
          .pipeToSelf(
              CompletableFuture.supplyAsync(
                  () -> Knock.at(node.address(), KNOCK_TIMEOUT), blocking),
              (knock, failure) -> new Knocked(node, failure == null ? knock : Knock.SILENT));
    }
    return this;
  }

  /** A selection goes even to a node whose former incarnation we refuse. */
  private void ask(Address address) {
    Adapter.toClassic(getContext().getSystem())
        .actorSelection(address + "/system/" + Peers.NODE)
        .tell(new NodeRequest.Look("", answers), org.apache.pekko.actor.ActorRef.noSender());
  }

  private Behavior<Command> onAnswered(Answered answered) {
    forgetAllNamed(answered.view().name());
    return this;
  }

  private void forgetAllNamed(String name) {
    lost.values().removeIf(known -> Membership.name(known.member).equals(name));
    restIfNobodyIsLost();
  }

  private void restIfNobodyIsLost() {
    if (lost.isEmpty()) {
      timers.cancel(new Tick());
    }
  }

  private Behavior<Command> onKnocked(Knocked knocked) {
    Lost known = lost.get(knocked.node());
    if (known == null || ended) {
      return this;
    }
    switch (knocked.knock()) {
      case NOBODY -> forgetDead(knocked.node());
      case SILENT -> known.noteSilence();
      case ALIVE -> onAlive(known);
    }
    return this;
  }

  private void forgetDead(UniqueAddress dead) {
    lost.remove(dead);
    lost.values().forEach(known -> known.split = known.split.forget(dead));
    restIfNobodyIsLost();
  }

  private void onAlive(Lost known) {
    known.noteLife();
    if (known.timesAlive < TIMES_ALIVE || mayBeEnding(known)) {
      return;
    }
    if (!known.isTold && known.split.isWonHere()) {
      known.isTold = true;
      LOG.warn(
          "{} is there again, and in another cluster since the network was cut; it should restart"
              + " and join this one",
          Membership.name(known.member));
    } else if (givesWay(known)) {
      giveWay();
    }
  }

  /** It was never out of reach, so who removed it has told it so. */
  private boolean mayBeEnding(Lost known) {
    return !known.wasSilent && known.aliveNanos() < longestEndNanos();
  }

  /** After a time that is too long one side does even if both think that the other should. */
  private boolean givesWay(Lost known) {
    if (known.aliveNanos() < 2 * longestEndNanos()) {
      return !known.split.isWonHere();
    }
    return membership.address().toString().compareTo(known.member.address().toString()) > 0;
  }

  /** How long a node may be there that is ending, since its clients are let go one by one. */
  private long longestEndNanos() {
    return CoordinatedShutdown.get(getContext().getSystem()).totalTimeout().toNanos();
  }

  private void giveWay() {
    ended = true;
    timers.cancel(new Tick());
    Set<String> others = new HashSet<>();
    lost.values().forEach(known -> others.add(Membership.location(known.member)));
    LOG.error(
        "the network was cut, and the cluster of {} goes on: this node ends, to be started again"
            + " and to join it",
        others);
    onOutvoted.accept(List.copyOf(others));
  }
}
