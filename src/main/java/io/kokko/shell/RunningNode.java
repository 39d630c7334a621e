package io.kokko.shell;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.kokko.cluster.Node;
import io.kokko.endpoint.Endpoint;
import io.kokko.endpoint.EndpointBuilder;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.function.Function;
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
 */
public final class RunningNode {

  private static final Logger LOG = LoggerFactory.getLogger(RunningNode.class);

  private final ActorSystem<?> system;
  private final Node node;
  private final Endpoint endpoint;

  private RunningNode(ActorSystem<?> system, Node node, Endpoint endpoint) {
    this.system = system;
    this.node = node;
    this.endpoint = endpoint;
  }

  /**
   * Starts the node, then its endpoint, then joins the seeds, and returns when all is done.
   *
   * <p>If a part does not start, what has started ends with the JVM.
   *
   * @param application the sockets and routes to serve; host and port are set here
   * @throws RuntimeException if a part does not start; {@link Reason#of} says it in one line
   */
  public static RunningNode start(
      NodeSettings settings, Function<ActorSystem<?>, EndpointBuilder> application) {
    // SLF4J complains if the first to log are several threads at once, as those of a system are.
    LOG.debug("starting {}", settings);
    ActorSystem<?> system = system(settings);
    Node node = Node.of(system);
    Endpoint endpoint = Results.await(serving(settings, application.apply(system)).start());
    if (!settings.seeds().isEmpty()) {
      Results.await(node.joinSeeds(settings.seeds(), settings.seedPatience()));
    }
    return new RunningNode(system, node, endpoint);
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

  /** Returns the node's name, like {@code server@127.0.0.1}. */
  public String name() {
    return node.self();
  }

  /** Returns where HTTP and sockets are served, or nothing if they are not. */
  public Optional<InetSocketAddress> address() {
    return endpoint.address();
  }

  /** Waits until the actor system has ended. */
  public void awaitEnd() {
    Results.await(system.getWhenTerminated());
  }

  Node node() {
    return node;
  }

  Endpoint endpoint() {
    return endpoint;
  }
}
