package io.kokko.cluster;

import io.kokko.cluster.NodeAnswer.Seen;
import io.kokko.cluster.NodeRequest.Look;
import java.time.Duration;
import java.util.Collections;
import java.util.HashSet;
import java.util.Set;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;

/**
 * Decides whether two nodes may found a cluster, or should wait for one that is about to be.
 *
 * <p>It visits everybody who is being connected with one of the two, and with those, and so on. If
 * one of them is in a cluster already, it will come along the chain. If none is, the two may found
 * one only if one of them has the smallest address of all, so that the others join it. Otherwise
 * {@code a} with {@code b} and {@code c} with {@code d} would found two clusters, which {@code b}
 * could never connect with {@code c}.
 */
final class AskAroundActor extends AbstractBehavior<AskAroundActor.Command> {

  /** What the one who asks is told. */
  sealed interface Command permits Seen, Silence {}

  private record Silence() implements Command {}

  private static final Duration PATIENCE = Duration.ofSeconds(1);

  static Behavior<Command> create(
      String lease, Set<String> pair, Peers peers, ActorRef<ConnectActor.AskedAround> replyTo) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> {
                  timers.startSingleTimer(new Silence(), PATIENCE);
                  return new AskAroundActor(context, lease, pair, peers, replyTo);
                }));
  }

  private final String lease;
  private final Peers peers;
  private final ActorRef<ConnectActor.AskedAround> replyTo;
  private final String founder;
  private final Set<String> visited = new HashSet<>();
  private final Set<String> waiting = new HashSet<>();

  private AskAroundActor(
      ActorContext<Command> context,
      String lease,
      Set<String> pair,
      Peers peers,
      ActorRef<ConnectActor.AskedAround> replyTo) {
    super(context);
    this.lease = lease;
    this.peers = peers;
    this.replyTo = replyTo;
    this.founder = Collections.min(pair);
    pair.forEach(this::visit);
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(Seen.class, seen -> onSeen(seen.view()))
        .onMessage(Silence.class, silence -> answer(true))
        .build();
  }

  private void visit(String address) {
    if (visited.add(address)) {
      waiting.add(address);
      peers.node(address).tell(new Look("", getContext().getSelf().narrow()));
    }
  }

  private Behavior<Command> onSeen(NodeView view) {
    waiting.remove(view.address());
    if (view.isMember() || view.address().compareTo(founder) < 0) {
      return answer(false);
    }
    view.suitors().forEach(this::visit);
    return waiting.isEmpty() ? answer(true) : this;
  }

  private Behavior<Command> answer(boolean mayFound) {
    replyTo.tell(new ConnectActor.AskedAround(lease, mayFound));
    return Behaviors.stopped();
  }
}
