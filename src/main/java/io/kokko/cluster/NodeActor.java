package io.kokko.cluster;

import io.kokko.cluster.NodeRequest.Admit;
import io.kokko.cluster.NodeRequest.GiveWay;
import io.kokko.cluster.NodeRequest.Join;
import io.kokko.cluster.NodeRequest.Look;
import io.kokko.cluster.NodeRequest.Release;
import io.kokko.cluster.NodeRequest.Reserve;
import io.kokko.cluster.NodeRequest.Sever;
import io.kokko.cluster.NodeRequest.Survey;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.apache.pekko.Done;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.AddressFromURIString;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.cluster.typed.Cluster;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Speaks for one node with the others, and lets one connect at a time decide which cluster it
 * joins.
 *
 * <p>A connect reserves both nodes first. Without that, of three nodes that connect to each other
 * at once two could found a cluster while the third founds its own, and clusters never merge.
 */
final class NodeActor extends AbstractBehavior<NodeActor.Command> {

  /** What the node is told. */
  sealed interface Command permits NodeRequest, Connect, Ended {}

  /** Connects to the node at an address. */
  record Connect(NodeLocation node, Address address, CompletableFuture<Boolean> connected)
      implements Command {}

  private record Ended(ActorRef<ConnectActor.Command> connect) implements Command {}

  private static final Logger LOG = LoggerFactory.getLogger(NodeActor.class);

  /** How long another node counts as one that connects after it was last heard. */
  private static final long SUITOR_NANOS = 2_000_000_000L;

  static Behavior<Command> create(
      Membership membership,
      Peers peers,
      ActorRef<BusActor.Command> bus,
      ClusterSettings settings,
      Consumer<List<String>> onOutvoted) {
    return Behaviors.setup(
        context -> new NodeActor(context, membership, peers, bus, settings, onOutvoted));
  }

  private final Membership membership;
  private final Peers peers;
  private final ActorRef<BusActor.Command> bus;
  private final ClusterSettings settings;
  private final Consumer<List<String>> onOutvoted;
  private final Map<ActorRef<ConnectActor.Command>, String> courted = new HashMap<>();
  private final Map<String, Long> suitors = new HashMap<>();
  private String lease = "";
  private long leaseEnd;

  private NodeActor(
      ActorContext<Command> context,
      Membership membership,
      Peers peers,
      ActorRef<BusActor.Command> bus,
      ClusterSettings settings,
      Consumer<List<String>> onOutvoted) {
    super(context);
    this.membership = membership;
    this.peers = peers;
    this.bus = bus;
    this.settings = settings;
    this.onOutvoted = onOutvoted;
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(Connect.class, this::onConnect)
        .onMessage(Ended.class, this::onEnded)
        .onMessage(Look.class, this::onLook)
        .onMessage(Survey.class, this::onSurvey)
        .onMessage(Reserve.class, this::onReserve)
        .onMessage(Release.class, this::onRelease)
        .onMessage(Join.class, this::onJoin)
        .onMessage(Admit.class, this::onAdmit)
        .onMessage(Sever.class, this::onSever)
        .onMessage(GiveWay.class, this::onGiveWay)
        .build();
  }

  private Behavior<Command> onConnect(Connect connect) {
    ActorRef<ConnectActor.Command> child =
        getContext().spawnAnonymous(ConnectActor.create(connect, membership, peers, bus, settings));
    courted.put(child, connect.address().toString());
    getContext().watchWith(child, new Ended(child));
    return this;
  }

  private Behavior<Command> onEnded(Ended ended) {
    courted.remove(ended.connect());
    return this;
  }

  private Behavior<Command> onLook(Look look) {
    note(look.suitor());
    look.replyTo().tell(new NodeAnswer.Seen(view()));
    return this;
  }

  private Behavior<Command> onSurvey(Survey survey) {
    getContext().spawnAnonymous(SurveyActor.create(survey, peers, settings.answerTimeout()));
    return this;
  }

  private Behavior<Command> onReserve(Reserve reserve) {
    note(reserve.partner());
    boolean free = lease.isEmpty() || System.nanoTime() - leaseEnd > 0;
    if (!free && !lease.equals(reserve.lease())) {
      reserve.replyTo().tell(new NodeAnswer.Busy(reserve.lease()));
      return this;
    }
    lease = reserve.lease();
    leaseEnd = System.nanoTime() + settings.reservation().toNanos();
    reserve.replyTo().tell(new NodeAnswer.Granted(lease, view()));
    return this;
  }

  private Behavior<Command> onRelease(Release release) {
    if (lease.equals(release.lease())) {
      lease = "";
    }
    return this;
  }

  private Behavior<Command> onJoin(Join join) {
    if (lease.equals(join.lease())) {
      Address address = AddressFromURIString.parse(join.address());
      Cluster.get(getContext().getSystem())
          .manager()
          .tell(new org.apache.pekko.cluster.typed.Join(address));
    }
    return this;
  }

  private Behavior<Command> onAdmit(Admit admit) {
    membership.admit(admit.name());
    return this;
  }

  private Behavior<Command> onSever(Sever sever) {
    membership.sever(sever.name());
    sever.replyTo().tell(Done.getInstance());
    return this;
  }

  private Behavior<Command> onGiveWay(GiveWay giveWay) {
    if (membership.incarnation().equals(giveWay.incarnation()) && !membership.isLeaving()) {
      LOG.error(
          "the cluster of {} is another one and goes on: this node ends, to be started again and"
              + " to join it",
          giveWay.to());
      onOutvoted.accept(List.of(giveWay.to()));
    }
    return this;
  }

  private void note(String suitor) {
    if (!suitor.isEmpty()) {
      suitors.put(suitor, System.nanoTime() + SUITOR_NANOS);
    }
  }

  private NodeView view() {
    long now = System.nanoTime();
    suitors.values().removeIf(end -> now - end > 0);
    Set<String> all = new HashSet<>(suitors.keySet());
    all.addAll(courted.values());
    return membership.view(all);
  }
}
