package io.kokko.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeConnectTest {

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
  void nodeBeginsAlone() {
    Node a = nodes.start("a@127.0.0.1");

    assertThat(a.self()).isEqualTo("a@127.0.0.1");
    assertThat(a.list()).isEmpty();
    assertThat(Nodes.get(a.connect("a@127.0.0.1"))).isTrue();
    assertThat(Nodes.get(a.ping("nobody@127.0.0.1"))).isFalse();
    assertThat(Nodes.get(a.disconnect("nobody@127.0.0.1"))).isFalse();
  }

  @Test
  void nodesOutsideAnyClusterFoundOne() {
    Node a = nodes.start("a@127.0.0.1");
    Node b = nodes.start("b@127.0.0.1");

    assertThat(Nodes.get(b.connect("a@127.0.0.1"))).isTrue();

    assertThat(b.list()).containsExactly("a@127.0.0.1");
    assertThat(a.list()).containsExactly("b@127.0.0.1");
  }

  @Test
  void outsiderJoinsMemberWhicheverConnects() {
    Node a = nodes.start("a@127.0.0.1");
    Node b = nodes.start("b@127.0.0.1");
    Node c = nodes.start("c@127.0.0.1");
    Node d = nodes.start("d@127.0.0.1");
    Nodes.get(a.connect("b@127.0.0.1"));

    assertThat(Nodes.get(a.connect("c@127.0.0.1"))).isTrue();
    assertThat(a.list()).containsExactly("b@127.0.0.1", "c@127.0.0.1");
    assertThat(Nodes.get(d.connect("b@127.0.0.1"))).isTrue();
    assertThat(b.list()).contains("d@127.0.0.1");

    assertThat(Nodes.get(c.connect("d@127.0.0.1"))).isTrue();
    assertThat(c.list()).containsExactly("a@127.0.0.1", "b@127.0.0.1", "d@127.0.0.1");
  }

  @Test
  void twoClustersCannotMerge() {
    Node a = nodes.start("a@127.0.0.1");
    Node b = nodes.start("b@127.0.0.1");
    Node c = nodes.start("c@127.0.0.1");
    nodes.start("d@127.0.0.1");
    Nodes.get(a.connect("b@127.0.0.1"));
    Nodes.get(c.connect("d@127.0.0.1"));

    assertThatThrownBy(() -> Nodes.get(b.connect("c@127.0.0.1")))
        .isInstanceOf(ConnectFailedException.class)
        .hasMessageContaining("two clusters cannot merge");
    assertThat(Nodes.get(b.ping("c@127.0.0.1"))).isFalse();
  }

  @Test
  void allConnectToAllAtOnce() {
    List<Node> all = startFour();

    List<CompletionStage<Boolean>> connects = new ArrayList<>();
    for (Node from : all) {
      for (Node to : all) {
        connects.add(from.connect(to.self()));
      }
    }

    connects.forEach(Nodes::get);
    awaitOneCluster(all);
  }

  @Test
  void chainConnectsAtOnce() {
    List<Node> all = startFour();

    List<CompletionStage<Boolean>> connects =
        List.of(
            all.get(3).connect(all.get(2).self()),
            all.get(1).connect(all.get(0).self()),
            all.get(2).connect(all.get(1).self()));

    connects.forEach(Nodes::get);
    awaitOneCluster(all);
  }

  @Test
  void unknownNameOfThisHostIsSaid() {
    Node a = nodes.start("a@127.0.0.1");

    assertThatThrownBy(() -> Nodes.get(a.connect("nobody@127.0.0.1")))
        .isInstanceOf(ConnectFailedException.class)
        .hasMessageContaining("no node of this host has that name")
        .hasMessageContaining("nobody@127.0.0.1:PORT");
  }

  @Test
  void silentAddressIsSaid() throws Exception {
    Node a = nodes.start("a@127.0.0.1", Map.of("kokko.cluster.answer-timeout", "1s"));

    try (var listener =
        new java.net.ServerSocket(0, 10, java.net.InetAddress.getLoopbackAddress())) {
      assertThatThrownBy(() -> Nodes.get(a.connect("mute@127.0.0.1:" + listener.getLocalPort())))
          .isInstanceOf(ConnectFailedException.class)
          .hasMessageContaining("does not answer")
          .hasMessageContaining("ActorSystem called \"kokko\"");
    }
  }

  @Test
  void closedPortIsSaid() {
    Node a = nodes.start("a@127.0.0.1");

    assertThatThrownBy(() -> Nodes.get(a.connect("gone@127.0.0.1:1")))
        .isInstanceOf(ConnectFailedException.class)
        .hasMessageContaining("nothing listens at 127.0.0.1:1");
  }

  @Test
  void otherNameAtThePortIsSaid() {
    Node a = nodes.start("a@127.0.0.1");
    nodes.start("b@127.0.0.1");
    int port =
        NodeDirectory.open(directory.toString()).port(NodeName.parse("b@127.0.0.1")).getAsInt();

    assertThatThrownBy(() -> Nodes.get(a.connect("c@127.0.0.1:" + port)))
        .isInstanceOf(ConnectFailedException.class)
        .hasMessageContaining("is b@127.0.0.1");
    assertThat(Nodes.get(a.connect("b@127.0.0.1:" + port))).isTrue();
  }

  @Test
  void nameInUseIsRefused() {
    nodes.start("a@127.0.0.1");

    assertThatThrownBy(() -> nodes.start("a@127.0.0.1"))
        .isInstanceOf(NodeNameInUseException.class)
        .hasMessageContaining("a@127.0.0.1")
        .hasMessageContaining("process " + ProcessHandle.current().pid());
  }

  @Test
  void systemThatIsNoNodeIsRefused() {
    assertThatThrownBy(() -> nodes.start("a@127.0.0.1", Map.of("pekko.actor.provider", "local")))
        .isInstanceOf(NotClusteredException.class)
        .hasMessageContaining("pekko.actor.provider: local");
  }

  @Test
  void disconnectedNodesListEachOtherNoMoreUntilTheyConnect() {
    Node a = nodes.start("a@127.0.0.1");
    Node b = nodes.start("b@127.0.0.1");
    Nodes.get(a.connect("b@127.0.0.1"));

    assertThat(Nodes.get(a.disconnect("b@127.0.0.1"))).isTrue();

    assertThat(a.list()).isEmpty();
    assertThat(b.list()).isEmpty();
    assertThat(Nodes.get(a.disconnect("b@127.0.0.1"))).isFalse();

    assertThat(Nodes.get(b.connect("a@127.0.0.1"))).isTrue();

    assertThat(a.list()).containsExactly("b@127.0.0.1");
    assertThat(b.list()).containsExactly("a@127.0.0.1");
  }

  private List<Node> startFour() {
    return List.of(
        nodes.start("a@127.0.0.1"),
        nodes.start("b@127.0.0.1"),
        nodes.start("c@127.0.0.1"),
        nodes.start("d@127.0.0.1"));
  }

  private static void awaitOneCluster(List<Node> all) {
    Nodes.await(
        "one cluster", () -> all.stream().allMatch(node -> node.list().size() == all.size() - 1));
  }
}
