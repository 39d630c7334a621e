package io.kokko.cluster;

import com.typesafe.config.ConfigFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** Starts nodes in this JVM, and ends them all. */
final class Nodes implements AutoCloseable {

  private static final Duration DEADLINE = Duration.ofSeconds(30);

  private final Path directory;
  private final List<ActorSystem<?>> systems = new ArrayList<>();
  private final Set<String> names = new HashSet<>();

  Nodes(Path directory) {
    this.directory = directory;
  }

  Node start(String name) {
    return start(name, Map.of());
  }

  Node start(String name, Map<String, Object> settings) {
    return start(system(name, settings));
  }

  Node start(ActorSystem<?> system) {
    Node node = Node.of(system);
    names.add(node.self());
    return node;
  }

  ActorSystem<?> system(String name, Map<String, Object> settings) {
    var config =
        ConfigFactory.parseMap(settings)
            .withFallback(
                ConfigFactory.parseMap(
                    Map.of(
                        "kokko.runtime-directory", directory.toString(),
                        "pekko.coordinated-shutdown.run-by-actor-system-terminate", "off",
                        "pekko.coordinated-shutdown.terminate-actor-system", "off")))
            .withFallback(ConfigFactory.load());
    ActorSystem<?> system =
        ActorSystem.create(Behaviors.empty(), "kokko", Node.config(name, 0, config));
    systems.add(system);
    return system;
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

  static void await(String what, BooleanSupplier condition) {
    long end = System.nanoTime() + DEADLINE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - end > 0) {
        throw new AssertionError("not in " + DEADLINE + ": " + what);
      }
      LockSupport.parkNanos(5_000_000);
    }
  }

  /** Ends them without a leave, so that no test waits until they have agreed on one. */
  @Override
  public void close() {
    systems.forEach(ActorSystem::terminate);
    systems.forEach(system -> get(system.getWhenTerminated()));
    await(
        "all names removed", () -> names.stream().map(directory::resolve).noneMatch(Files::exists));
  }
}
