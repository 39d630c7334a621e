package io.kokko.cluster;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.kokko.message.Message.Broadcast;
import io.kokko.pubsub.Adapter;
import io.kokko.telemetry.Telemetry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.pekko.Done;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.Extension;
import org.apache.pekko.actor.typed.ExtensionId;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.cluster.Cluster;

/**
 * One node of a cluster: its name, the other nodes, and the bus to them.
 *
 * <p>There is one for each ActorSystem, made with {@link #config}. Any thread may call it.
 *
 * <p>A node is in no cluster until it connects or is connected to; then it stays in that cluster
 * until its ActorSystem ends, and two clusters never merge. All nodes of a cluster have
 * ActorSystems of the same name. A node that leaves in order is out of the others' {@link #list} in
 * about a second, a killed one in at most five.
 *
 * @see <a href="https://hexdocs.pm/elixir/Node.html">Node</a>
 */
public final class Node implements Extension {

  private static final ExtensionId<Node> ID =
      new ExtensionId<>() {
        @Override
        public Node createExtension(ActorSystem<?> system) {
          return start(system);
        }
      };

  private static final Duration DRAIN_TIMEOUT = Duration.ofSeconds(2);
  private static final Duration SEVER_TIMEOUT = Duration.ofSeconds(1);

  /**
   * Makes the settings that an ActorSystem needs to be a node.
   *
   * @param name {@code name@host}; the cluster port binds to that host, unless {@code
   *     kokko.cluster.bind-host} says otherwise
   * @param clusterPort the port for other nodes, 0 for any that is free
   * @param fallback all other settings, such as {@code ConfigFactory.load()}
   * @throws BadNodeNameException if the name is none
   */
  public static Config config(String name, int clusterPort, Config fallback) {
    NodeName node = NodeName.parse(name);
    String role = Membership.ROLE_PREFIX + node;
    List<String> roles = new ArrayList<>(List.of(role));
    if (fallback.hasPath("pekko.cluster.roles")) {
      roles.addAll(fallback.getStringList("pekko.cluster.roles"));
    }
    return ConfigFactory.parseMap(
            Map.of(
                "kokko.node.name", node.toString(),
                "pekko.remote.artery.canonical.hostname", node.host(),
                "pekko.remote.artery.canonical.port", clusterPort,
                "pekko.cluster.roles", roles,
                "pekko.cluster.split-brain-resolver.static-quorum.role", role))
        .withFallback(fallback);
  }

  /**
   * Returns the node that an ActorSystem is. The first call starts it.
   *
   * @throws NotClusteredException if the ActorSystem has not the settings that {@link #config}
   *     makes
   * @throws NodeNameInUseException if another node of this host has the name
   */
  public static Node of(ActorSystem<?> system) {
    return ID.apply(system);
  }

  /**
   * Looks whether the name that a configuration gives can be had on this host, before an
   * ActorSystem is started for it.
   *
   * @param config made by {@link #config}
   * @throws NodeNameInUseException if another node of this host has the name
   */
  public static void requireFreeName(Config config) {
    directory(config).requireFree(requireName(config));
  }

  private static NodeDirectory directory(Config config) {
    return NodeDirectory.open(config.getString("kokko.runtime-directory"));
  }

  private static Node start(ActorSystem<?> system) {
    NodeName name = requireName(system.settings().config());
    ClusterSettings settings = ClusterSettings.read(system.settings().config());
    Cluster cluster = Cluster.get(system);
    NodeDirectory directory = directory(system.settings().config());
    int port = cluster.selfMember().address().getPort().orElseThrow();
    directory.register(name, port);
    removeAtEnd(system, () -> directory.remove(name, port));
    return new Node(system, new Membership(cluster, name), directory, settings);
  }

  /** Before the node leaves, so that nobody connects to one that does; at the latest at the end. */
  private static void removeAtEnd(ActorSystem<?> system, Runnable remove) {
    AtomicBoolean removed = new AtomicBoolean();
    Runnable removeOnce =
        () -> {
          if (removed.compareAndSet(false, true)) {
            remove.run();
          }
        };
    CoordinatedShutdown.get(system)
        .addTask(
            CoordinatedShutdown.PhaseBeforeClusterShutdown(),
            "kokko-node-name",
            () -> {
              removeOnce.run();
              return CompletableFuture.completedFuture(Done.getInstance());
            });
    system.getWhenTerminated().thenRun(removeOnce);
  }

  private static NodeName requireName(Config config) {
    String provider = config.getString("pekko.actor.provider");
    if (!provider.equals("cluster")) {
      throw new NotClusteredException("pekko.actor.provider: " + provider, "cluster");
    }
    String name = config.getString("kokko.node.name");
    String role = Membership.ROLE_PREFIX + name;
    if (name.isEmpty() || !config.getStringList("pekko.cluster.roles").contains(role)) {
      throw new NotClusteredException(
          "kokko.node.name: \"" + name + "\"", "a name that pekko.cluster.roles has as well");
    }
    return NodeName.parse(name);
  }

  private final ActorSystem<?> system;
  private final ClusterSettings settings;
  private final Membership membership;
  private final Peers peers;
  private final NodeFinder finder;
  private final Executor blocking;
  private final Telemetry telemetry = new Telemetry();
  private final Links links;
  private volatile List<String> winners = List.of();
  private final AtomicBoolean soughtSeeds = new AtomicBoolean();
  private volatile boolean seeksFirstSeeds;
  private final NodeBus bus;
  private final NodeCalls calls;
  private final ActorRef<NodeActor.Command> actor;

  private Node(
      ActorSystem<?> system,
      Membership membership,
      NodeDirectory directory,
      ClusterSettings settings) {
    this.system = system;
    this.settings = settings;
    this.membership = membership;
    this.peers = new Peers(system);
    this.finder = new NodeFinder(system.name(), directory, settings.answerTimeout());
    this.blocking = system.dispatchers().lookup(DispatcherSelector.blocking());
    this.links = new Links();
    Flusher flusher = Flusher.start(links);
    system.getWhenTerminated().thenRun(flusher::stop);
    Delivery delivery = new Delivery(telemetry);
    ActorRef<BusActor.Command> busActor =
        system.systemActorOf(
            BusActor.create(
                membership,
                peers,
                links,
                flusher,
                delivery,
                new BusLosses(telemetry),
                settings.bus()),
            Peers.BUS,
            BusActor.DISPATCHER);
    drainAtEnd(busActor);
    this.bus = new NodeBus(membership, links, delivery, telemetry, settings.bus());
    this.calls = NodeCalls.start(system, membership, peers, settings);
    this.actor =
        system.systemActorOf(
            NodeActor.create(membership, peers, busActor, settings, this::endOutvoted),
            Peers.NODE,
            Props.empty());
    system.systemActorOf(
        LostNodesActor.create(settings.healInterval(), membership, blocking, this::endOutvoted),
        "kokko-lost-nodes",
        Props.empty());
  }

  /** Ends as a node does that the others have removed. */
  private void endOutvoted(List<String> others) {
    winners = others;
    CoordinatedShutdown.get(system).run(CoordinatedShutdown.clusterDowningReason());
  }

  /**
   * Says, once the ActorSystem has ended, whether it did so because the cluster goes on without
   * this node: the network was cut and the other side won, a seed was in a larger cluster, or this
   * node did not answer for too long.
   *
   * <p>Then a new ActorSystem should be started and connect to one of these nodes. Empty if it
   * ended for another reason.
   *
   * @return the nodes of the others as {@link #joinSeeds} takes them
   */
  public Optional<List<String>> outvotedBy() {
    boolean downed =
        CoordinatedShutdown.get(system)
            .getShutdownReason()
            .filter(CoordinatedShutdown.clusterDowningReason()::equals)
            .isPresent();
    return downed
        ? Optional.of(winners.isEmpty() ? membership.knownOthers() : winners)
        : Optional.empty();
  }

  /** What has been broadcast still leaves before the node does. */
  private void drainAtEnd(ActorRef<BusActor.Command> busActor) {
    CoordinatedShutdown.get(system)
        .addTask(
            CoordinatedShutdown.PhaseBeforeClusterShutdown(),
            "kokko-bus",
            () -> {
              CompletableFuture<Done> drained = new CompletableFuture<>();
              long end = System.nanoTime() + DRAIN_TIMEOUT.toNanos();
              busActor.tell(new BusActor.Drain(end, drained));
              return drained;
            });
  }

  /** Returns the name of this node. */
  public String self() {
    return membership.self().toString();
  }

  /** Lists the names of the other nodes that are up, reachable and not disconnected; sorted. */
  public List<String> list() {
    return membership.list();
  }

  /**
   * Returns the name of the node that has been in the cluster for longest, also while it is
   * unreachable; this one's if it is in none. Severed nodes do not count.
   */
  public String oldest() {
    return membership.oldest();
  }

  /**
   * Tells whether this node is where it belongs: not on its way out of the cluster, and not looking
   * for the seeds that it is to begin with, see {@link #joinSeeds}. One that has given those up, or
   * never had any, belongs to itself.
   */
  public boolean isJoined() {
    return !membership.isLeaving() && (!seeksFirstSeeds || !list().isEmpty());
  }

  /**
   * Connects to a node, and so to all nodes of its cluster.
   *
   * <p>Completes with true when what either of the two broadcasts from now on reaches the other. At
   * least one of them must be in no cluster yet, or both in the same, and the one that joins must
   * reach all nodes of the other's cluster. Fails with {@link ConnectFailedException}, which says
   * why and what to do.
   *
   * @param name {@code name@host} for a node of this user on this host, otherwise {@code
   *     name@host:port} with the cluster port
   */
  public CompletionStage<Boolean> connect(String name) {
    return connect(NodeLocation.parse(name));
  }

  private CompletionStage<Boolean> connect(NodeLocation node) {
    if (node.name().equals(membership.self())) {
      return CompletableFuture.completedFuture(true);
    }
    if (system.whenTerminated().isCompleted()) {
      return CompletableFuture.failedFuture(ConnectFailedException.stopped(node));
    }
    return CompletableFuture.supplyAsync(() -> finder.find(node), blocking)
        .thenCompose(address -> connect(node, address));
  }

  private CompletionStage<Boolean> connect(NodeLocation node, Address address) {
    CompletableFuture<Boolean> connected = new CompletableFuture<>();
    actor.tell(new NodeActor.Connect(node, address, connected));
    return connected;
  }

  /**
   * Drops a node from {@link #list} and its messages from the bus, on both sides, until one of the
   * two connects to the other again. Completes with false if it was not connected.
   *
   * <p>It stays a member of the cluster, which in Pekko a node can only leave for good.
   */
  public CompletionStage<Boolean> disconnect(String name) {
    NodeName node = NodeName.parse(name);
    if (!list().contains(node.toString())) {
      return CompletableFuture.completedFuture(false);
    }
    CompletionStage<Boolean> severed =
        membership
            .address(node.toString())
            .map(this::sever)
            .orElseGet(() -> CompletableFuture.completedFuture(true));
    membership.sever(node.toString());
    return severed;
  }

  /** One that does not answer is cut off on this side all the same. */
  private CompletionStage<Boolean> sever(Address address) {
    return AskPattern.<NodeRequest, Done>ask(
            peers.node(address.toString()),
            replyTo -> new NodeRequest.Sever(self(), replyTo),
            SEVER_TIMEOUT,
            system.scheduler())
        .handle((done, failure) -> true);
  }

  /** Connects to a node as {@link #connect} does, but completes with false if that fails. */
  public CompletionStage<Boolean> ping(String name) {
    return connect(name)
        .exceptionally(
            failure -> {
              Throwable cause =
                  failure instanceof CompletionException ? failure.getCause() : failure;
              if (cause instanceof ConnectFailedException) {
                return false;
              }
              throw new CompletionException(cause);
            });
  }

  /** Returns what carries broadcasts to the other nodes; at most one PubSub may start it. */
  public Adapter<Broadcast> bus() {
    return bus;
  }

  /** Tells how the bus to each of the other nodes fares, also to those that are unreachable. */
  public List<BusState> busStates() {
    return links.all().stream().map(BusState::of).toList();
  }

  /** Sums up what the bus has done since the start of this node. */
  public BusTotals busTotals() {
    return links.meter().totals();
  }

  /** Lists the names of the other nodes of the cluster that do not answer; sorted. */
  public List<String> unreachable() {
    return membership.unreachable();
  }

  /** Returns what listeners attach to, to hear what happens between the nodes. */
  public Telemetry telemetry() {
    return telemetry;
  }

  /** Returns what asks other nodes and answers them. */
  public NodeCalls calls() {
    return calls;
  }

  /**
   * Connects to seed nodes, and goes on watching them: one that was not up yet, or is gone and
   * comes back, is connected as well.
   *
   * <p>Completes when the first of them is connected. Fails with {@link SeedsNotReachedException}
   * when patience ends without one, and watches no more. If this node is one of them itself, it
   * never fails: then it completes, too, when none of the others is there, or patience ends.
   *
   * <p>While a seed is there, and only a broken link to another node of its cluster keeps this node
   * from joining, patience does not end.
   *
   * <p>A seed that is found in another cluster ends one of the two: the smaller one gives way, as
   * {@link #outvotedBy} tells.
   *
   * @param seeds each as {@link #connect} takes it
   */
  public CompletionStage<Done> joinSeeds(List<String> seeds, Duration patience) {
    CompletableFuture<Done> reached = new CompletableFuture<>();
    List<NodeLocation> others =
        seeds.stream()
            .map(NodeLocation::parse)
            .filter(seed -> !seed.name().equals(membership.self()))
            .toList();
    if (soughtSeeds.compareAndSet(false, true)) {
      seeksFirstSeeds = true;
      var unused = reached.whenComplete((done, failure) -> seeksFirstSeeds = false);
    }
    if (others.isEmpty()) {
      reached.complete(Done.getInstance());
      return reached;
    }
    boolean isSeed = others.size() < seeds.size();
    system.systemActorOf(
        SeedsActor.create(
            new SeedsActor.Wanted(others, isSeed, patience, reached),
            settings.seedInterval(),
            membership,
            peers,
            this::connect),
        "kokko-seeds-" + UUID.randomUUID(),
        Props.empty());
    return reached;
  }
}
