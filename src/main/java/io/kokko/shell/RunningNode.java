package io.kokko.shell;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.kokko.cluster.Node;
import io.kokko.endpoint.Endpoint;
import io.kokko.endpoint.EndpointBuilder;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.remote.RemoteTransportException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds what one process runs: an actor system, its name in the cluster, and the endpoint of an
 * application.
 *
 * <p>Any thread may use it. It ends with the JVM: on SIGTERM or {@link System#exit} the coordinated
 * shutdown closes the sockets and leaves the cluster.
 *
 * <p>When the cluster goes on without this node, which {@link Node#outvotedBy} tells, all of it is
 * started again, under the same name and on the same port for clients, and joins the others.
 */
public final class RunningNode {

  private record Parts(ActorSystem<?> system, Node node, Endpoint endpoint) {}

  private static final Logger LOG = LoggerFactory.getLogger(RunningNode.class);
  private static final Duration RESTART_PAUSE = Duration.ofSeconds(1);

  /** How long the others may take to be reached before whoever can be is joined. */
  private static final Duration REJOIN_PATIENCE = Duration.ofSeconds(30);

  /** How long they are looked for if nobody is ever there; Pekko has no longer timers. */
  private static final Duration FOR_EVER = Duration.ofDays(200);

  private final NodeSettings settings;
  private final Function<ActorSystem<?>, EndpointBuilder> application;
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private volatile Parts parts;

  private RunningNode(
      NodeSettings settings, Function<ActorSystem<?>, EndpointBuilder> application, Parts parts) {
    this.settings = settings;
    this.application = application;
    this.parts = parts;
  }

  /**
   * Starts the node, joins the seeds, then lets its endpoint serve, and returns when all is done.
   * So clients are served only by a node that hears the others. What watches the node, at {@code
   * kokko.management.port}, can ask it before that.
   *
   * <p>If a part does not start, what has started ends with the JVM.
   *
   * @param application the sockets and routes to serve, called again for each restart; host and
   *     port are set here
   * @throws RuntimeException if a part does not start; {@link Reason#of} says it in one line
   */
  public static RunningNode start(
      NodeSettings settings, Function<ActorSystem<?>, EndpointBuilder> application) {
    // SLF4J complains if the first to log are several threads at once, as those of a system are.
    LOG.debug("starting {}", settings);
    ActorSystem<?> system = system(settings);
    Node node = Node.of(system);
    Parts parts =
        parts(
            settings,
            application,
            system,
            node,
            joined(node, settings.seeds(), settings.seedPatience()));
    RunningNode running =
        new RunningNode(settings.withPort(port(settings, parts)), application, parts);
    running.watch(parts);
    return running;
  }

  private static Parts parts(
      NodeSettings settings,
      Function<ActorSystem<?>, EndpointBuilder> application,
      ActorSystem<?> system,
      Node node,
      CompletionStage<Done> joined) {
    EndpointBuilder builder = serving(settings, application.apply(system)).serveAfter(joined);
    return new Parts(system, node, Results.await(builder.start()));
  }

  private static CompletionStage<Done> joined(Node node, List<String> others, Duration patience) {
    return others.isEmpty()
        ? CompletableFuture.completedFuture(Done.getInstance())
        : node.joinSeeds(others, patience);
  }

  private static ActorSystem<?> system(NodeSettings settings) {
    Config config = Node.config(settings.name(), settings.clusterPort(), ConfigFactory.load());
    Node.requireFreeName(config);
    try {
      return ActorSystem.create(Behaviors.empty(), "kokko", config);
    } catch (RemoteTransportException e) {
      throw new ClusterPortException(settings, e);
    }
  }

  private static EndpointBuilder serving(NodeSettings settings, EndpointBuilder builder) {
    return builder.host(settings.host()).port(settings.port()).server(settings.serves());
  }

  /** Clients come back to the port that they know. */
  private static int port(NodeSettings settings, Parts parts) {
    return parts.endpoint().address().map(InetSocketAddress::getPort).orElse(settings.port());
  }

  private void watch(Parts running) {
    running
        .system()
        .getWhenTerminated()
        .whenComplete(
            (done, failure) ->
                running
                    .node()
                    .outvotedBy()
                    .ifPresentOrElse(this::restartApart, () -> ended.complete(null)));
  }

  /** On a thread of its own, since all others of the node have ended. */
  private void restartApart(List<String> others) {
    Thread thread = new Thread(() -> restart(others), "kokko-restart");
    thread.start();
  }

  private void restart(List<String> others) {
    LOG.warn("{} starts again, to join {}", settings.name(), others);
    Parts started = startedParts(others);
    parts = started;
    watch(started);
    LOG.warn("{} has started again", settings.name());
    joinSeeds(started);
  }

  /** The port may be taken for a moment by what has just ended. */
  private Parts startedParts(List<String> others) {
    while (true) {
      try {
        return startedAgain(others);
      } catch (RuntimeException e) {
        LOG.error("the node cannot start again yet: {}", Reason.of(e));
        LockSupport.parkNanos(RESTART_PAUSE.toNanos());
      }
    }
  }

  private Parts startedAgain(List<String> others) {
    ActorSystem<?> system = system(settings);
    try {
      Node node = Node.of(system);
      return parts(settings, application, system, node, rejoined(node, others));
    } catch (RuntimeException e) {
      system.terminate();
      Results.await(system.getWhenTerminated());
      throw e;
    }
  }

  /** Serves without the others if they are gone by now, and goes on to look for them. */
  private static CompletionStage<Done> rejoined(Node node, List<String> others) {
    return joined(node, others, REJOIN_PATIENCE)
        .exceptionally(
            failure -> {
              LOG.warn("{} serves without the others: {}", node.self(), Reason.of(failure));
              var unused = node.joinSeeds(others, FOR_EVER);
              return Done.getInstance();
            });
  }

  /** Later than the others, since a seed may be in the cluster that gives way. */
  private void joinSeeds(Parts started) {
    if (!settings.seeds().isEmpty() && !started.system().whenTerminated().isCompleted()) {
      var unused = started.node().joinSeeds(settings.seeds(), FOR_EVER);
    }
  }

  /** Returns the node's name, like {@code server@127.0.0.1}. */
  public String name() {
    return settings.name();
  }

  /** Returns where HTTP and sockets are served, or nothing if they are not. */
  public Optional<InetSocketAddress> address() {
    return parts.endpoint().address();
  }

  /** Returns what clients put before the address: {@code http}, or {@code https}. */
  public String scheme() {
    return parts.endpoint().scheme();
  }

  /** Waits until the actor system has ended, and is not to be started again. */
  public void awaitEnd() {
    Results.await(ended);
  }

  Node node() {
    return parts.node();
  }

  Endpoint endpoint() {
    return parts.endpoint();
  }
}
