package io.kokko.cluster;

import io.kokko.cluster.BusMessage.Hello;
import io.kokko.cluster.BusMessage.Probe;
import io.kokko.cluster.BusMessage.ProbeAck;
import io.kokko.cluster.BusMessage.Welcome;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.cluster.ClusterEvent.MemberEvent;
import org.apache.pekko.cluster.ClusterEvent.MemberExited;
import org.apache.pekko.cluster.ClusterEvent.MemberRemoved;
import org.apache.pekko.cluster.ClusterEvent.ReachabilityEvent;
import org.apache.pekko.cluster.ClusterEvent.ReachableMember;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Subscribe;

/**
 * Keeps a link to each other member of the cluster.
 *
 * <p>A link begins when the member is first seen, and from then on nothing that is broadcast here
 * is lost to it. The two ends find each other through the mediators: each bus says hello on one
 * topic that all nodes share, whatever the topics of channels, and is answered directly. A topic of
 * its own for each channel topic would be unknown to the others for up to a round of gossip, and
 * what is broadcast then would be lost.
 */
final class BusActor extends AbstractBehavior<BusActor.Command> {

  /** What a bus is told. */
  sealed interface Command
      permits BusMessage, SendProbe, MemberChanged, ReachabilityChanged, Drain, Tick {}

  /** Sends a probe to an incarnation of a node. */
  record SendProbe(String to, ActorRef<ConnectActor.Heard> replyTo) implements Command {}

  /** Completes the future when nothing waits for other nodes, or not in time. */
  record Drain(long endNanos, CompletableFuture<Done> drained) implements Command {}

  private record MemberChanged(MemberEvent event) implements Command {}

  private record ReachabilityChanged(ReachabilityEvent event) implements Command {}

  private enum Tick implements Command {
    GREET
  }

  private record Entry(Link link, ActorRef<LinkActor.Command> actor) {}

  /** Where the actors of the bus run: nothing there waits for callers, who wait for it. */
  static final DispatcherSelector DISPATCHER =
      DispatcherSelector.fromConfig("kokko.bus.dispatcher");

  private static final Duration GREET_INTERVAL = Duration.ofMillis(100);
  private static final Duration DRAIN_INTERVAL = Duration.ofMillis(20);

  static Behavior<Command> create(
      Membership membership,
      Peers peers,
      Links links,
      Flusher flusher,
      Delivery delivery,
      BusLosses losses,
      BusSettings settings) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers ->
                    new BusActor(
                        context,
                        timers,
                        membership,
                        peers,
                        links,
                        flusher,
                        delivery,
                        losses,
                        settings)));
  }

  private final TimerScheduler<Command> timers;
  private final Membership membership;
  private final Peers peers;
  private final Links links;
  private final Flusher flusher;
  private final Delivery delivery;
  private final BusLosses losses;
  private final BusSettings settings;
  private final Rendezvous rendezvous;
  private final Map<String, Entry> entries = new HashMap<>();

  private BusActor(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      Membership membership,
      Peers peers,
      Links links,
      Flusher flusher,
      Delivery delivery,
      BusLosses losses,
      BusSettings settings) {
    super(context);
    this.timers = timers;
    this.membership = membership;
    this.peers = peers;
    this.links = links;
    this.flusher = flusher;
    this.delivery = delivery;
    this.losses = losses;
    this.settings = settings;
    this.rendezvous = new Rendezvous(context);
    rendezvous.subscribe();
    watchCluster();
  }

  private void watchCluster() {
    var subscriptions = Cluster.get(getContext().getSystem()).subscriptions();
    subscriptions.tell(
        new Subscribe<>(
            getContext().messageAdapter(MemberEvent.class, MemberChanged::new), MemberEvent.class));
    subscriptions.tell(
        new Subscribe<>(
            getContext().messageAdapter(ReachabilityEvent.class, ReachabilityChanged::new),
            ReachabilityEvent.class));
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(MemberChanged.class, changed -> onMember(changed.event()))
        .onMessage(ReachabilityChanged.class, changed -> onReachability(changed.event()))
        .onMessageEquals(Tick.GREET, this::onGreet)
        .onMessage(Hello.class, this::onHello)
        .onMessage(Welcome.class, this::onWelcome)
        .onMessage(SendProbe.class, this::onSendProbe)
        .onMessage(Probe.class, this::onProbe)
        .onMessage(ProbeAck.class, this::onProbeAck)
        .onMessage(Drain.class, this::onDrain)
        .build();
  }

  private Behavior<Command> onMember(MemberEvent event) {
    String incarnation = Membership.incarnation(event.member());
    if (event instanceof MemberRemoved) {
      close(incarnation);
    } else if (membership.isOtherNode(event.member())) {
      Entry entry = entries.computeIfAbsent(incarnation, absent -> open(event.member()));
      if (event instanceof MemberExited) {
        entry.link().leave();
      }
    }
    return this;
  }

  private Entry open(Member member) {
    Link link =
        new Link(
            Membership.incarnation(member),
            Membership.name(member),
            settings,
            links.meter(),
            flusher::wake,
            this::deliver);
    links.add(link);
    ActorRef<LinkActor.Command> actor =
        getContext().spawnAnonymous(LinkActor.create(link, losses), DISPATCHER);
    timers.startTimerWithFixedDelay(Tick.GREET, Duration.ZERO, GREET_INTERVAL);
    return new Entry(link, actor);
  }

  /** Runs in the link's actor. */
  private void deliver(String from, Envelope envelope) {
    if (membership.isAdmitted(from)) {
      delivery.deliver(from, envelope);
    }
  }

  private void close(String incarnation) {
    Entry entry = entries.remove(incarnation);
    if (entry != null) {
      links.remove(entry.link());
      getContext().stop(entry.actor());
    }
  }

  private Behavior<Command> onReachability(ReachabilityEvent event) {
    Entry entry = entries.get(Membership.incarnation(event.member()));
    if (entry != null) {
      entry.link().outbound().setReachable(event instanceof ReachableMember);
    }
    return this;
  }

  private Behavior<Command> onGreet() {
    if (links.all().stream().allMatch(link -> link.outbound().isMet())) {
      timers.cancel(Tick.GREET);
    } else {
      rendezvous.publish(hello());
    }
    return this;
  }

  private Hello hello() {
    return new Hello(membership.incarnation(), getContext().getSelf().narrow());
  }

  /** One that this node does not see as a member yet says hello again. */
  private Behavior<Command> onHello(Hello hello) {
    Entry entry = entries.get(hello.from());
    if (entry != null) {
      hello.bus().tell(new Welcome(membership.incarnation(), hello.from(), entry.actor().narrow()));
      if (!entry.link().outbound().isMet()) {
        hello.bus().tell(hello());
      }
    }
    return this;
  }

  private Behavior<Command> onWelcome(Welcome welcome) {
    Entry entry = entries.get(welcome.from());
    if (entry != null && welcome.to().equals(membership.incarnation())) {
      entry.link().meet(welcome.link());
    }
    return this;
  }

  private Behavior<Command> onSendProbe(SendProbe probe) {
    if (hasMet(probe.to())) {
      bus(probe.to()).tell(new Probe(membership.incarnation(), probe.to(), probe.replyTo()));
    }
    return this;
  }

  private boolean hasMet(String incarnation) {
    return Optional.ofNullable(entries.get(incarnation))
        .filter(entry -> entry.link().outbound().isMet())
        .isPresent();
  }

  private ActorRef<BusMessage> bus(String incarnation) {
    return peers.bus(incarnation.substring(0, incarnation.indexOf('#')));
  }

  /** Answers once this node lists and has met the other: until then either could miss something. */
  private Behavior<Command> onProbe(Probe probe) {
    boolean mine = probe.to().equals(membership.incarnation());
    if (mine && membership.lists(probe.from()) && hasMet(probe.from())) {
      bus(probe.from()).tell(new ProbeAck(probe.from(), probe.replyTo()));
    }
    return this;
  }

  private Behavior<Command> onProbeAck(ProbeAck ack) {
    if (ack.to().equals(membership.incarnation())) {
      ack.replyTo().tell(new ConnectActor.Heard());
    }
    return this;
  }

  private Behavior<Command> onDrain(Drain drain) {
    boolean empty =
        links.all().stream()
            .map(Link::outbound)
            .allMatch(outbound -> outbound.heldBytes() == 0 || !outbound.isReachable());
    if (empty || System.nanoTime() - drain.endNanos() > 0) {
      drain.drained().complete(Done.getInstance());
    } else {
      timers.startSingleTimer(drain, drain, DRAIN_INTERVAL);
    }
    return this;
  }
}
