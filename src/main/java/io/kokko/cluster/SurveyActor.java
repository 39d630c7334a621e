package io.kokko.cluster;

import io.kokko.cluster.NodeAnswer.Seen;
import io.kokko.cluster.NodeAnswer.Surveyed;
import io.kokko.cluster.NodeRequest.Look;
import io.kokko.cluster.NodeRequest.Survey;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.apache.pekko.actor.typed.Behavior;
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
  sealed interface Command permits Seen, Tick {}

  private enum Tick implements Command {
    AGAIN,
    TOO_LATE
  }

  /** What is sent while two nodes connect for the first time may be lost. */
  private static final Duration INTERVAL = Duration.ofMillis(500);

  static Behavior<Command> create(Survey survey, Peers peers, Duration patience) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> {
                  timers.startTimerWithFixedDelay(Tick.AGAIN, Duration.ZERO, INTERVAL);
                  timers.startSingleTimer(Tick.TOO_LATE, patience);
                  return new SurveyActor(context, survey, peers);
                }));
  }

  private final Survey survey;
  private final Peers peers;
  private final Set<String> silent;

  private SurveyActor(ActorContext<Command> context, Survey survey, Peers peers) {
    super(context);
    this.survey = survey;
    this.peers = peers;
    this.silent = new HashSet<>(survey.addresses());
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessageEquals(Tick.AGAIN, this::onAgain)
        .onMessage(Seen.class, seen -> onSeen(seen.view()))
        .onMessageEquals(Tick.TOO_LATE, this::answer)
        .build();
  }

  private Behavior<Command> onAgain() {
    silent.forEach(
        address -> peers.node(address).tell(new Look("", getContext().getSelf().narrow())));
    return silent.isEmpty() ? answer() : this;
  }

  private Behavior<Command> onSeen(NodeView view) {
    silent.remove(view.address());
    return silent.isEmpty() ? answer() : this;
  }

  private Behavior<Command> answer() {
    survey.replyTo().tell(new Surveyed(silent));
    return Behaviors.stopped();
  }
}
