package io.kokko.hello;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.kokko.cluster.Node;
import io.kokko.endpoint.Endpoint;
import io.kokko.endpoint.EndpointBuilder;
import io.kokko.store.StreamStore;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** Runs HelloSockets within the test's own JVM, on a free port. */
public final class RunningHello implements AutoCloseable {

  private static final Duration DEADLINE = Duration.ofSeconds(30);

  private final ActorSystem<Void> system;
  private final Endpoint endpoint;

  private RunningHello(ActorSystem<Void> system, Endpoint endpoint) {
    this.system = system;
    this.endpoint = endpoint;
  }

  /**
   * Starts a node of this name, which only nodes with the same runtime directory find.
   *
   * @param more settings of the test's own, a line each
   */
  public static RunningHello start(String nodeName, Path runtimeDirectory, String... more) {
    return start(nodeName, runtimeDirectory, builder -> builder, more);
  }

  /** Starts a node whose streams are in a store of the test's own. */
  static RunningHello start(String nodeName, Path runtimeDirectory, StreamStore store) {
    return start(nodeName, runtimeDirectory, builder -> builder.streamStore(store));
  }

  static RunningHello start(
      String nodeName,
      Path runtimeDirectory,
      UnaryOperator<EndpointBuilder> described,
      String... more) {
    Config settings =
        ConfigFactory.parseMap(Map.of("kokko.runtime-directory", runtimeDirectory.toString()))
            .withFallback(ConfigFactory.parseString(String.join("\n", more)))
            .withFallback(ConfigFactory.load());
    ActorSystem<Void> system =
        ActorSystem.create(Behaviors.empty(), "kokko", Node.config(nodeName, 0, settings));
    return started(system, described);
  }

  /** Starts a node that serves once it has joined the cluster of another one. */
  static RunningHello startBehind(
      String seed,
      String nodeName,
      Path runtimeDirectory,
      UnaryOperator<EndpointBuilder> described) {
    Config settings =
        ConfigFactory.parseMap(Map.of("kokko.runtime-directory", runtimeDirectory.toString()))
            .withFallback(ConfigFactory.load());
    ActorSystem<Void> system =
        ActorSystem.create(Behaviors.empty(), "kokko", Node.config(nodeName, 0, settings));
    await(Node.of(system).joinSeeds(List.of(seed), DEADLINE));
    return started(system, described);
  }

  private static RunningHello started(
      ActorSystem<Void> system, UnaryOperator<EndpointBuilder> described) {
    try {
      return new RunningHello(
          system, await(described.apply(HelloSockets.on(system)).port(0).start()));
    } catch (RuntimeException | Error e) {
      system.terminate();
      throw e;
    }
  }

  Endpoint endpoint() {
    return endpoint;
  }

  /** Returns where clients connect. */
  public InetSocketAddress address() {
    return endpoint.address().orElseThrow();
  }

  /** Tells whether this is the node that has been in the cluster for longest. */
  boolean isOldest() {
    Node node = Node.of(system);
    return node.oldest().equals(node.self());
  }

  /** Connects to another node, and returns when broadcasts go both ways. */
  public void connect(String nodeName) {
    await(Node.of(system).connect(nodeName));
  }

  /** Begins to stop the node as SIGTERM does, and does not wait for its end. */
  public void stop() {
    system.terminate();
  }

  @Override
  public void close() {
    stop();
    await(system.getWhenTerminated());
  }

  private static <T> T await(CompletionStage<T> stage) {
    try {
      return stage.toCompletableFuture().get(DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("the node does not do what it should", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
