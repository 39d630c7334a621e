package io.kokko.presence;

import com.typesafe.config.ConfigFactory;
import io.kokko.cluster.Node;
import io.kokko.endpoint.Endpoint;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** Runs a node with a presence in this JVM, and actors to be tracked. */
final class PresenceNode implements AutoCloseable {

  /** Tells an actor to end. */
  record End() {}

  private static final Duration DEADLINE = Duration.ofSeconds(30);

  private final ActorSystem<Void> system;
  private final Presence presence;
  private final Endpoint endpoint;

  private PresenceNode(ActorSystem<Void> system, Presence presence, Endpoint endpoint) {
    this.system = system;
    this.presence = presence;
    this.endpoint = endpoint;
  }

  static PresenceNode start(String name, Path directory) {
    return start(name, directory, Presence.create("test"), Map.of());
  }

  static PresenceNode start(
      String name, Path directory, Presence presence, Map<String, ?> settings) {
    var config =
        ConfigFactory.parseMap(settings)
            .withFallback(
                ConfigFactory.parseMap(Map.of("kokko.runtime-directory", directory.toString())))
            .withFallback(ConfigFactory.load());
    ActorSystem<Void> system =
        ActorSystem.create(Behaviors.empty(), "kokko", Node.config(name, 0, config));
    return new PresenceNode(
        system, presence, get(Endpoint.on(system).server(false).presence(presence).start()));
  }

  Presence presence() {
    return presence;
  }

  Endpoint endpoint() {
    return endpoint;
  }

  Node node() {
    return Node.of(system);
  }

  void connect(PresenceNode other) {
    get(node().connect(other.node().self()));
  }

  ActorRef<End> actor() {
    return system.systemActorOf(
        Behaviors.receiveMessage(end -> Behaviors.stopped()),
        "member-" + UUID.randomUUID(),
        Props.empty());
  }

  /** Tracks an actor of its own, and waits until this node shows it. */
  ActorRef<End> track(String topic, String key) {
    ActorRef<End> actor = actor();
    get(presence.track(actor, topic, key, Map.of()));
    return actor;
  }

  static <T> T get(CompletionStage<T> stage) {
    try {
      return stage.toCompletableFuture().get(DEADLINE.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new AssertionError(e);
    } catch (InterruptedException | TimeoutException e) {
      throw new AssertionError(e);
    }
  }

  static Duration await(String what, BooleanSupplier condition) {
    long start = System.nanoTime();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - start > DEADLINE.toNanos()) {
        throw new AssertionError("not in " + DEADLINE + ": " + what);
      }
      LockSupport.parkNanos(2_000_000);
    }
    return Duration.ofNanos(System.nanoTime() - start);
  }

  /** Begins to end the node in order. */
  void terminate() {
    system.terminate();
  }

  /** Ends the node in order. */
  @Override
  public void close() {
    system.terminate();
    get(system.getWhenTerminated());
  }
}
