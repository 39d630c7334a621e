package io.kokko.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.cluster.Cluster;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeSeedsTest {

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Map<String, Object> QUICK = Map.of("kokko.cluster.seed-interval", "200ms");

  /** Has dead nodes removed soon. */
  private static final Map<String, Object> BRIEF =
      Map.of(
          "kokko.cluster.seed-interval",
          "200ms",
          "pekko.cluster.failure-detector.acceptable-heartbeat-pause",
          "1s",
          "pekko.cluster.split-brain-resolver.stable-after",
          "1s",
          "pekko.cluster.down-removal-margin",
          "1s");

  @TempDir private Path directory;
  private Nodes nodes;

  @BeforeEach
  void open() {
    nodes = new Nodes(directory);
  }

  @AfterEach
  void close() {
    nodes.close();
  }

  @Test
  void nodesFindEachOtherInWhateverOrderTheyStart() {
    List<String> seeds = List.of("a@127.0.0.1", "b@127.0.0.1", "c@127.0.0.1");

    Node c = nodes.start("c@127.0.0.1", QUICK);
    CompletionStage<Done> seeded = c.joinSeeds(seeds, PATIENCE);
    Node a = nodes.start("a@127.0.0.1", QUICK);
    a.joinSeeds(seeds, PATIENCE);
    Node b = nodes.start("b@127.0.0.1", QUICK);
    b.joinSeeds(seeds, PATIENCE);

    Nodes.get(seeded);
    awaitOneCluster(a, b, c);
  }

  @Test
  void seedThatHasConnectedFirstIsReached() {
    Node a = nodes.start("a@127.0.0.1", QUICK);
    Node b = nodes.start("b@127.0.0.1", QUICK);
    Nodes.get(a.connect("b@127.0.0.1"));

    Nodes.get(b.joinSeeds(List.of("a@127.0.0.1"), Duration.ofSeconds(5)));
  }

  @Test
  void seedThatStartsLastIsWaitedFor() {
    Node a = nodes.start("a@127.0.0.1", QUICK);
    Node b = nodes.start("b@127.0.0.1", QUICK);
    CompletionStage<Done> seededA = a.joinSeeds(List.of("z@127.0.0.1"), PATIENCE);
    CompletionStage<Done> seededB = b.joinSeeds(List.of("z@127.0.0.1"), PATIENCE);

    Node z = nodes.start("z@127.0.0.1", QUICK);

    Nodes.get(seededA);
    Nodes.get(seededB);
    awaitOneCluster(a, b, z);
  }

  @Test
  void seedThatComesBackIsConnectedAgain() {
    Node a = nodes.start("a@127.0.0.1", QUICK);
    ActorSystem<?> seed = nodes.system("seed@127.0.0.1", QUICK);
    nodes.start(seed);
    Nodes.get(a.joinSeeds(List.of("seed@127.0.0.1"), PATIENCE));

    Cluster.get(seed).leave(Cluster.get(seed).selfAddress());
    Nodes.await("left", () -> Cluster.get(seed).isTerminated());
    seed.terminate();
    Nodes.get(seed.getWhenTerminated());
    Nodes.await("name removed", () -> Files.notExists(directory.resolve("seed@127.0.0.1")));
    Nodes.await("seed gone", () -> a.list().isEmpty());
    Node again = nodes.start("seed@127.0.0.1", QUICK);

    awaitOneCluster(a, again);
  }

  @Test
  void patienceEnds() {
    Node a = nodes.start("a@127.0.0.1", QUICK);

    assertThatThrownBy(
            () -> Nodes.get(a.joinSeeds(List.of("nobody@127.0.0.1"), Duration.ofMillis(700))))
        .isInstanceOf(SeedsNotReachedException.class)
        .hasMessageStartingWith("no seed node of [nobody@127.0.0.1] was reached in 700 ms; ")
        .hasMessageContaining("no node of this host has that name");
  }

  @Test
  void nodeThatStayedJoinsTheSeedsThatRestartedTogether() {
    ActorSystem<?> a = nodes.system("a@127.0.0.1", BRIEF);
    ActorSystem<?> b = nodes.system("b@127.0.0.1", BRIEF);
    Node stays = nodes.start("stays@127.0.0.1", BRIEF);
    awaitSeeded(nodes.start(a), nodes.start(b), stays);

    kill(a, b);
    Node restartedA = nodes.start("a@127.0.0.1", BRIEF);
    Node restartedB = nodes.start("b@127.0.0.1", BRIEF);
    awaitSeeded(restartedA, restartedB);

    Nodes.await("the one gives way", () -> stays.outvotedBy().isPresent());
    assertThat(stays.outvotedBy().orElseThrow()).isSubsetOf("a@127.0.0.1", "b@127.0.0.1");
    assertThat(restartedA.outvotedBy()).isEmpty();
    assertThat(restartedB.outvotedBy()).isEmpty();
  }

  @Test
  void seedsThatRestartedTogetherJoinTheManyThatStayed() {
    ActorSystem<?> a = nodes.system("a@127.0.0.1", BRIEF);
    ActorSystem<?> b = nodes.system("b@127.0.0.1", BRIEF);
    List<Node> stay =
        Stream.of("c", "d", "e").map(name -> nodes.start(name + "@127.0.0.1", BRIEF)).toList();
    awaitSeeded(nodes.start(a), nodes.start(b), stay.get(0), stay.get(1), stay.get(2));

    kill(a, b);
    Node restartedA = nodes.start("a@127.0.0.1", BRIEF);
    Node restartedB = nodes.start("b@127.0.0.1", BRIEF);
    awaitSeeded(restartedA, restartedB);

    for (Node restarted : List.of(restartedA, restartedB)) {
      Nodes.await("a seed gives way", () -> restarted.outvotedBy().isPresent());
      assertThat(restarted.outvotedBy().orElseThrow())
          .allMatch(to -> to.matches("[cde]@127\\.0\\.0\\.1:\\d+"));
    }
    assertThat(stay).allMatch(node -> node.outvotedBy().isEmpty());
  }

  @Test
  void seedBeginsAloneOnlyIfNoOtherIsThere() {
    List<String> seeds = List.of("a@127.0.0.1", "b@127.0.0.1");
    Node a = nodes.start("a@127.0.0.1", QUICK);
    Nodes.get(a.joinSeeds(seeds, PATIENCE));
    assertThat(a.list()).isEmpty();

    Node b = nodes.start("b@127.0.0.1", QUICK);
    Nodes.get(b.joinSeeds(seeds, PATIENCE));

    assertThat(b.list()).containsExactly("a@127.0.0.1");
  }

  @Test
  void seedWhoseOthersCannotBeConnectedBeginsAloneInTheEnd() throws IOException {
    try (ServerSocket mute = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
      Node a = nodes.start("a@127.0.0.1", QUICK);
      CompletionStage<Done> seeded =
          a.joinSeeds(
              List.of("a@127.0.0.1", "b@127.0.0.1:" + mute.getLocalPort()), Duration.ofSeconds(1));
      assertThat(a.isJoined()).isFalse();

      Nodes.get(seeded);

      assertThat(a.isJoined()).isTrue();
    }
  }

  /** All look for the same two, wait until those are reached, and until all are one cluster. */
  private static void awaitSeeded(Node... all) {
    List<String> seeds = List.of("a@127.0.0.1", "b@127.0.0.1");
    Stream.of(all).map(node -> node.joinSeeds(seeds, PATIENCE)).toList().forEach(Nodes::get);
    awaitOneCluster(all);
  }

  private static void kill(ActorSystem<?>... systems) {
    Stream.of(systems).forEach(ActorSystem::terminate);
    Stream.of(systems).forEach(system -> Nodes.get(system.getWhenTerminated()));
  }

  private static void awaitOneCluster(Node... all) {
    Nodes.await(
        "one cluster",
        () -> List.of(all).stream().allMatch(node -> node.list().size() == all.length - 1));
  }
}
