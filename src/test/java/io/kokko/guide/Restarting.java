package io.kokko.guide;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.kokko.cluster.Node;
import java.time.Duration;
import java.util.List;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** Starts a node again when the cluster goes on without it, for the guide on clustering. */
final class Restarting {

  // tag::restart[]
  static void run(String name, List<String> seeds) {
    Config config = Node.config(name, 0, ConfigFactory.load());
    ActorSystem<?> system = ActorSystem.create(Behaviors.empty(), "chat", config);
    Node node = Node.of(system);
    node.joinSeeds(seeds, Duration.ofDays(1));
    system
        .getWhenTerminated()
        .thenRun(() -> node.outvotedBy().ifPresent(others -> run(name, others)));
  }

  // end::restart[]

  private Restarting() {}
}
