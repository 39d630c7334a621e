package io.kokko.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.cluster.Cluster;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LostNodesTest {

  private static final Map<String, Object> QUICK =
      Map.of(
          "kokko.cluster.heal-interval",
          "20ms",
          "pekko.cluster.failure-detector.acceptable-heartbeat-pause",
          "500ms");

  /** Its port is open, and it answers nobody, as if it were on the other side of a split. */
  @Test
  void nobodyGivesWayToOneThatWasRemovedAndIsEnding(@TempDir Path directory) {
    try (Nodes nodes = new Nodes(directory)) {
      ActorSystem<?> older = nodes.system("older@127.0.0.1", QUICK);
      ActorSystem<?> younger = nodes.system("younger@127.0.0.1", QUICK);
      Node removed = nodes.start(older);
      Node stays = nodes.start(younger);
      Nodes.get(removed.connect("younger@127.0.0.1"));
      assertThat(stays.oldest()).isEqualTo("older@127.0.0.1");

      Cluster.get(younger).down(Cluster.get(older).selfAddress());
      Nodes.await("removed", () -> members(younger) == 1 && Cluster.get(older).isTerminated());
      // How long it takes to end: so long that it is looked for many times.
      LockSupport.parkNanos(Duration.ofSeconds(1).toNanos());

      assertThat(stays.outvotedBy()).isEmpty();
      assertThat(removed.outvotedBy()).isPresent();
    }
  }

  private static int members(ActorSystem<?> system) {
    return Cluster.get(system).state().members().size();
  }
}
