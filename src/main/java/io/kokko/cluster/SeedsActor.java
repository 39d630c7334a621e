package io.kokko.cluster;

import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Connects this node to its seeds, again and again as they come and go. */
final class SeedsActor extends AbstractBehavior<SeedsActor.Command> {

  /** What the seeds' keeper is told. */
  sealed interface Command {}

  private record Tick() implements Command {}

  private record PatienceEnded() implements Command {}

  private record Tried(NodeLocation seed, Optional<Throwable> failure) implements Command {}

  /**
   * The seeds and who waits for them.
   *
   * @param isSeed whether this node is a seed itself, which begins alone if no other is there
   */
  record Wanted(
      Collection<NodeLocation> seeds,
      boolean isSeed,
      Duration patience,
      CompletableFuture<Done> reached) {}

  static Behavior<Command> create(
      Wanted wanted,
      Duration interval,
      Membership membership,
      Peers peers,
      Function<NodeLocation, CompletionStage<Boolean>> connect) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> {
                  timers.startTimerWithFixedDelay(new Tick(), Duration.ZERO, interval);
                  timers.startSingleTimer(new PatienceEnded(), wanted.patience());
                  return new SeedsActor(context, timers, wanted, membership, peers, connect);
                }));
  }

  private static final Logger LOG = LoggerFactory.getLogger(SeedsActor.class);

  /** How long after the patience has ended it is looked again whether a link is still broken. */
  private static final Duration AGAIN = Duration.ofSeconds(1);

  private final TimerScheduler<Command> timers;
  private final Wanted wanted;
  private final Membership membership;
  private final Function<NodeLocation, CompletionStage<Boolean>> connect;
  private final Reunion reunion;
  private final Set<NodeLocation> underWay = new HashSet<>();
  private final Set<NodeLocation> absent = new HashSet<>();
  private final Set<NodeLocation> behindBrokenLink = new HashSet<>();
  private final Map<String, String> reasons = new TreeMap<>();

  private SeedsActor(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      Wanted wanted,
      Membership membership,
      Peers peers,
      Function<NodeLocation, CompletionStage<Boolean>> connect) {
    super(context);
    this.timers = timers;
    this.wanted = wanted;
    this.membership = membership;
    this.reunion = new Reunion(membership, peers);
    this.connect = connect;
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(Tick.class, this::onTick)
        .onMessage(Tried.class, this::onTried)
        .onMessage(PatienceEnded.class, this::onPatienceEnded)
        .onSignal(PostStop.class, this::onPostStop)
        .build();
  }

  private Behavior<Command> onTick(Tick tick) {
    // The first connect is this node's own, since whoever waits for it relies on what it
    // guarantees.
    Set<String> connected = wanted.reached().isDone() ? Set.copyOf(membership.list()) : Set.of();
    wanted.seeds().stream()
        .filter(seed -> !connected.contains(seed.name().toString()))
        .filter(seed -> membership.isAdmitted(seed.name().toString()))
        .filter(underWay::add)
        .forEach(this::attempt);
    return this;
  }

  private void attempt(NodeLocation seed) {
    getContext()
        .pipeToSelf(
            connect.apply(seed),
            (connected, failure) -> new Tried(seed, Optional.ofNullable(failure)));
  }

  private Behavior<Command> onTried(Tried tried) {
    underWay.remove(tried.seed());
    tried
        .failure()
        .ifPresentOrElse(
            failure -> onFailed(tried.seed(), cause(failure)), () -> onConnected(tried.seed()));
    return this;
  }

  private static Throwable cause(Throwable failure) {
    Throwable cause = failure.getCause();
    return failure instanceof CompletionException && cause != null ? cause : failure;
  }

  private void onConnected(NodeLocation seed) {
    reasons.remove(seed.toString());
    behindBrokenLink.remove(seed);
    reunion.forget(seed);
    wanted.reached().complete(Done.getInstance());
  }

  private void onFailed(NodeLocation seed, Throwable failure) {
    Optional<ConnectFailedException> why =
        Optional.of(failure)
            .filter(ConnectFailedException.class::isInstance)
            .map(ConnectFailedException.class::cast);
    boolean linkBroken = why.filter(ConnectFailedException::isLinkBroken).isPresent();
    note(seed, "" + failure.getMessage(), linkBroken);
    why.flatMap(ConnectFailedException::apart)
        .ifPresentOrElse(apart -> reunion.see(seed, apart), () -> reunion.forget(seed));
    if (why.filter(ConnectFailedException::isNobodyThere).isPresent()) {
      absent.add(seed);
    } else {
      absent.remove(seed);
    }
    beginAloneIfNobodyIsThere();
  }

  private void note(NodeLocation seed, String reason, boolean linkBroken) {
    boolean isNews = !reason.equals(reasons.put(seed.toString(), reason));
    if (linkBroken) {
      behindBrokenLink.add(seed);
    } else {
      behindBrokenLink.remove(seed);
    }
    if (isNews && linkBroken) {
      LOG.warn("a link is broken, and nobody joins until it is mended: {}", reason);
    } else if (isNews) {
      LOG.debug("seed: {}", reason);
    }
  }

  /** One that is there may be in a cluster whose broadcasts this node's clients should hear. */
  private void beginAloneIfNobodyIsThere() {
    if (wanted.isSeed() && absent.size() == wanted.seeds().size()) {
      wanted.reached().complete(Done.getInstance());
    }
  }

  /** While there is a cluster that a broken link keeps this node out of, it waits further. */
  private Behavior<Command> onPatienceEnded(PatienceEnded ended) {
    if (!behindBrokenLink.isEmpty() && !wanted.reached().isDone()) {
      timers.startSingleTimer(ended, AGAIN);
      return this;
    }
    if (wanted.isSeed()) {
      if (wanted.reached().complete(Done.getInstance())) {
        LOG.warn("begins without the other seeds: {}", String.join("; ", reasons.values()));
      }
      return this;
    }
    boolean failed =
        wanted
            .reached()
            .completeExceptionally(
                new SeedsNotReachedException(wanted.patience(), wanted.seeds(), reasons.values()));
    return failed ? Behaviors.stopped() : this;
  }

  private Behavior<Command> onPostStop(PostStop stop) {
    wanted.reached().cancel(false);
    return this;
  }
}
