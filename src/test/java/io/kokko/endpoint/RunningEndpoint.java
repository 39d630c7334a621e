package io.kokko.endpoint;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** An endpoint of a test, alone on its node, on a free port. */
public final class RunningEndpoint implements AutoCloseable {

  private final ActorSystem<Void> system;
  private final Endpoint endpoint;

  private RunningEndpoint(ActorSystem<Void> system, Endpoint endpoint) {
    this.system = system;
    this.endpoint = endpoint;
  }

  /** Starts what a function describes, with settings of the test's own. */
  public static RunningEndpoint start(
      Function<ActorSystem<?>, EndpointBuilder> describe, String... settings) {
    ActorSystem<Void> system =
        ActorSystem.create(Behaviors.empty(), "endpoint-test", settings(settings));
    try {
      return new RunningEndpoint(system, await(describe.apply(system).port(0).start()));
    } catch (RuntimeException | Error e) {
      system.terminate();
      throw e;
    }
  }

  /** Returns the settings of a node that is alone, with some of the test's own. */
  static Config settings(String... settings) {
    return ConfigFactory.parseString(String.join("\n", settings))
        .withFallback(ConfigFactory.parseString("pekko.actor.provider = local"))
        .withFallback(ConfigFactory.load());
  }

  /** Returns where clients connect. */
  public InetSocketAddress address() {
    return endpoint.address().orElseThrow();
  }

  /** Returns how many sockets are open. */
  public long openSockets() {
    return endpoint.figures().sockets();
  }

  /** Begins to stop the node as SIGTERM does, and does not wait for its end. */
  public void stop() {
    system.terminate();
  }

  Endpoint endpoint() {
    return endpoint;
  }

  static <T> T await(CompletionStage<T> stage) {
    try {
      return stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("the endpoint does not do what it should", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  @Override
  public void close() {
    stop();
    await(system.getWhenTerminated());
  }
}
