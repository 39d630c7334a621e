package io.kokko.cluster;

import com.typesafe.config.ConfigFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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

  Nodes(Path directory) {
    this.directory = directory;
  }

  Node start(String name) {
    return Node.of(system(name, Map.of()));
  }

  Node start(String name, Map<String, Object> settings) {
    return Node.of(system(name, settings));
  }

  ActorSystem<?> system(String name, Map<String, Object> settings) {
    var config =
        ConfigFactory.parseMap(settings)
            .withFallback(
                ConfigFactory.parseMap(Map.of("kokko.runtime-directory", directory.toString())))
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

  /** Ends them as a crash would, so that no test waits until all have left in order. */
  @Override
  public void close() {
    systems.forEach(ActorSystem::terminate);
    systems.forEach(system -> get(system.getWhenTerminated()));
  }
}
