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
                  return new SeedsActor(context, wanted, membership, peers, connect);
                }));
  }

  private static final Logger LOG = LoggerFactory.getLogger(SeedsActor.class);

  private final Wanted wanted;
  private final Membership membership;
  private final Function<NodeLocation, CompletionStage<Boolean>> connect;
  private final Reunion reunion;
  private final Set<NodeLocation> underWay = new HashSet<>();
  private final Set<NodeLocation> absent = new HashSet<>();
  private final Map<String, String> reasons = new TreeMap<>();

  private SeedsActor(
      ActorContext<Command> context,
      Wanted wanted,
      Membership membership,
      Peers peers,
      Function<NodeLocation, CompletionStage<Boolean>> connect) {
    super(context);
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
    reunion.forget(seed);
    wanted.reached().complete(Done.getInstance());
  }

  private void onFailed(NodeLocation seed, Throwable failure) {
    String reason = "" + failure.getMessage();
    if (!reason.equals(reasons.put(seed.toString(), reason))) {
      LOG.debug("seed: {}", reason);
    }
    Optional<ConnectFailedException> why =
        Optional.of(failure)
            .filter(ConnectFailedException.class::isInstance)
            .map(ConnectFailedException.class::cast);
    why.flatMap(ConnectFailedException::apart)
        .ifPresentOrElse(apart -> reunion.see(seed, apart), () -> reunion.forget(seed));
    if (why.filter(ConnectFailedException::isNobodyThere).isPresent()) {
      absent.add(seed);
    } else {
      absent.remove(seed);
    }
    beginAloneIfNobodyIsThere();
  }

  /** One that is there may be in a cluster whose broadcasts this node's clients should hear. */
  private void beginAloneIfNobodyIsThere() {
    if (wanted.isSeed() && absent.size() == wanted.seeds().size()) {
      wanted.reached().complete(Done.getInstance());
    }
  }

  private Behavior<Command> onPatienceEnded(PatienceEnded ended) {
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
