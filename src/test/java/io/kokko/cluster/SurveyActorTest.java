package io.kokko.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.kokko.cluster.NodeAnswer.Surveyed;
import io.kokko.cluster.NodeRequest.Survey;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.cluster.Cluster;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SurveyActorTest {

  @TempDir private Path directory;
  private Nodes nodes;
  private ActorSystem<?> system;
  private TestProbe<Surveyed> asker;

  @BeforeEach
  void open() {
    nodes = new Nodes(directory);
    system = nodes.system("newcomer@127.0.0.1", Map.of());
    asker = TestProbe.create(system);
  }

  @AfterEach
  void close() {
    nodes.close();
  }

  @Test
  void nobodyIsSilentIfAllAnswer() {
    survey(Duration.ofSeconds(20), Set.of(startNode("a"), startNode("b")));

    assertThat(answer().silent()).isEmpty();
  }

  @Test
  void whoDoesNotAnswerIsNamed() throws IOException {
    try (ServerSocket mute = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
      String silent = "pekko://kokko@127.0.0.1:" + mute.getLocalPort();

      survey(Duration.ofSeconds(3), Set.of(startNode("a"), silent));

      assertThat(answer().silent()).containsExactly(silent);
    }
  }

  @Test
  void deadOneIsNotWaitedFor() throws IOException {
    int port;
    try (ServerSocket dead = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
      port = dead.getLocalPort();
    }

    survey(Duration.ofSeconds(20), Set.of("pekko://kokko@127.0.0.1:" + port));

    assertThat(answer().silent()).isEmpty();
  }

  @Test
  void nobodyIsSilentIfNobodyIsAsked() {
    survey(Duration.ofSeconds(20), Set.of());

    assertThat(answer().silent()).isEmpty();
  }

  private String startNode(String name) {
    ActorSystem<?> other = nodes.system(name + "@127.0.0.1", Map.of());
    nodes.start(other);
    return Cluster.get(other).selfAddress().toString();
  }

  private void survey(Duration patience, Set<String> addresses) {
    Survey survey = new Survey(addresses, asker.ref());
    system.systemActorOf(
        SurveyActor.create(survey, new Peers(system), patience), "survey", Props.empty());
  }

  private Surveyed answer() {
    return asker.receiveMessage(Duration.ofSeconds(30));
  }
}
