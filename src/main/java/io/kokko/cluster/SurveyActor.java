package io.kokko.cluster;

import io.kokko.cluster.NodeAnswer.Seen;
import io.kokko.cluster.NodeAnswer.Surveyed;
import io.kokko.cluster.NodeRequest.Look;
import io.kokko.cluster.NodeRequest.Survey;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.AddressFromURIString;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;

/**
 * Finds out whether this node and all members of a cluster can reach each other, which it is about
 * to join.
 *
 * <p>One that joined by way of those that it reaches would be unreachable to the rest, and after a
 * while it or they would be removed, again and again for as long as the link between them is
 * broken.
 */
final class SurveyActor extends AbstractBehavior<SurveyActor.Command> {

  /** What the one who asks is told. */
  sealed interface Command permits Seen, Knocked, Tick {}

  private record Knocked(String address, Knock knock) implements Command {}

  private enum Tick implements Command {
    ASK,
    ASK_AGAIN,
    TOO_LATE
  }

  /** What is sent while two nodes connect for the first time may be lost. */
  private static final Duration INTERVAL = Duration.ofMillis(500);

  private static final Duration KNOCK_TIMEOUT = Duration.ofSeconds(1);

  static Behavior<Command> create(Survey survey, Peers peers, Duration patience) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> {
                  context.getSelf().tell(Tick.ASK);
                  timers.startTimerWithFixedDelay(Tick.ASK_AGAIN, INTERVAL);
                  timers.startSingleTimer(Tick.TOO_LATE, patience);
                  return new SurveyActor(context, survey, peers);
                }));
  }

  private final Survey survey;
  private final Peers peers;
  private final Executor blocking;
  private final Set<String> silent;

  private SurveyActor(ActorContext<Command> context, Survey survey, Peers peers) {
    super(context);
    this.survey = survey;
    this.peers = peers;
    this.blocking = context.getSystem().dispatchers().lookup(DispatcherSelector.blocking());
    this.silent = new HashSet<>(survey.addresses());
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessageEquals(Tick.ASK, this::onAsk)
        .onMessageEquals(Tick.ASK_AGAIN, this::onAskAgain)
        .onMessage(Seen.class, seen -> onSettled(seen.view().address()))
        .onMessage(Knocked.class, this::onKnocked)
        .onMessageEquals(Tick.TOO_LATE, this::answer)
        .build();
  }

  private Behavior<Command> onAsk() {
    silent.forEach(
        address -> peers.node(address).tell(new Look("", getContext().getSelf().narrow())));
    return answerIfNobodyIsSilent();
  }

  private Behavior<Command> onAskAgain() {
    silent.forEach(this::knock);
    return onAsk();
  }

  /** One may have died, and its cluster not have noticed yet. */
  private void knock(String address) {
    Address at = AddressFromURIString.parse(address);
    getContext()
        .pipeToSelf(
            CompletableFuture.supplyAsync(() -> Knock.at(at, KNOCK_TIMEOUT), blocking),
            (knock, failure) -> new Knocked(address, failure == null ? knock : Knock.SILENT));
  }

  private Behavior<Command> onKnocked(Knocked knocked) {
    return knocked.knock() == Knock.NOBODY ? onSettled(knocked.address()) : this;
  }

  private Behavior<Command> onSettled(String address) {
    silent.remove(address);
    return answerIfNobodyIsSilent();
  }

  private Behavior<Command> answerIfNobodyIsSilent() {
    return silent.isEmpty() ? answer() : this;
  }

  private Behavior<Command> answer() {
    survey.replyTo().tell(new Surveyed(silent));
    return Behaviors.stopped();
  }
}
