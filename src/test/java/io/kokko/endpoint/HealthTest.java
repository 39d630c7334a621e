package io.kokko.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.kokko.channel.Channel;
import io.kokko.channel.JoinResult;
import io.kokko.cluster.Node;
import io.kokko.socket.ConnectResult;
import io.kokko.socket.SocketHandler;
import io.kokko.wire.HttpAnswer;
import io.kokko.wire.RawFrame;
import io.kokko.wire.RawWebSocket;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class HealthTest {

  private static final String MANAGED = "kokko.management.port = 0";

  @TempDir private Path runtimeDirectory;
  private ActorSystem<Void> system =
      ActorSystem.create(Behaviors.empty(), "none", RunningEndpoint.settings());

  private Endpoint start(String... settings) {
    return start(RunningEndpoint.settings(settings));
  }

  private Endpoint start(Config config) {
    stop();
    system = ActorSystem.create(Behaviors.empty(), "health", config);
    return RunningEndpoint.await(
        Endpoint.on(system).port(0).socket("/socket", handler()).routes(Health::route).start());
  }

  private static SocketHandler<String> handler() {
    Channel<String, String> any =
        Channel.<String, String>join((topic, params, socket) -> JoinResult.ok(topic));
    return SocketHandler.<String>connect(params -> ConnectResult.ok("user")).channel("*", any);
  }

  @AfterEach
  void stop() {
    system.terminate();
    RunningEndpoint.await(system.getWhenTerminated());
  }

  private static String get(InetSocketAddress address, String path) {
    HttpAnswer answer = HttpAnswer.to(address, "GET", path, Map.of("Connection", "close"), "");
    return answer.status() + " " + answer.body();
  }

  @Test
  void nodeThatServesIsReady() {
    Endpoint endpoint = start();
    InetSocketAddress address = endpoint.address().orElseThrow();

    assertThat(get(address, "/health")).isEqualTo("200 ok");
    assertThat(get(address, "/alive")).isEqualTo("200 OK");
    assertThat(get(address, "/ready")).isEqualTo("200 OK");
    assertThat(get(address, "/startup")).isEqualTo("200 OK");
    assertThat(endpoint.managementAddress()).isEmpty();
  }

  @Test
  void nodeThatDrainsIsAliveButNotReadyWhereItIsManaged() {
    Endpoint endpoint = start(MANAGED, "kokko.endpoint.drain.rate = 2");
    InetSocketAddress managed = endpoint.managementAddress().orElseThrow();
    List<RawWebSocket> clients =
        IntStream.range(0, 4)
            .mapToObj(i -> RawWebSocket.open(endpoint.address().orElseThrow(), "/socket/websocket"))
            .toList();
    assertThat(get(managed, "/ready")).isEqualTo("200 OK");

    CompletionStage<Done> stopped = endpoint.stop();

    assertThat(get(managed, "/ready")).isEqualTo("500 Not Healthy: draining");
    assertThat(get(managed, "/health")).isEqualTo("200 ok");
    assertThat(stopped.toCompletableFuture()).isNotDone();
    clients.forEach(HealthTest::awaitClose);
    RunningEndpoint.await(stopped);
    assertThat(get(managed, "/ready")).isEqualTo("500 Not Healthy: draining");
  }

  @Test
  void nodeThatDoesNotServeYetIsAliveAndNotReadyWhereItIsManaged() {
    stop();
    system = ActorSystem.create(Behaviors.empty(), "health", RunningEndpoint.settings(MANAGED));
    CompletableFuture<Done> first = new CompletableFuture<>();
    CompletableFuture<Endpoint> described = new CompletableFuture<>();

    CompletionStage<Endpoint> started =
        Endpoint.on(system)
            .port(0)
            .management(
                endpoint -> {
                  described.complete(endpoint);
                  return Health.route(endpoint);
                })
            .serveAfter(first)
            .start();

    Endpoint endpoint = RunningEndpoint.await(described);
    InetSocketAddress managed = awaitManagement(endpoint);
    assertThat(get(managed, "/alive")).isEqualTo("200 OK");
    assertThat(get(managed, "/startup")).isEqualTo("500 Not Healthy: starting");
    assertThat(get(managed, "/ready")).isEqualTo("500 Not Healthy: starting");
    assertThat(endpoint.address()).isEmpty();
    first.complete(Done.getInstance());
    assertThat(RunningEndpoint.await(started)).isSameAs(endpoint);
    assertThat(get(managed, "/startup")).isEqualTo("200 OK");
    assertThat(endpoint.address()).isPresent();
  }

  private static InetSocketAddress awaitManagement(Endpoint endpoint) {
    while (endpoint.managementAddress().isEmpty()) {
      Thread.onSpinWait();
    }
    return endpoint.managementAddress().get();
  }

  @Test
  void endpointWhoseFirstStepFailsDoesNotServe() {
    stop();
    system = ActorSystem.create(Behaviors.empty(), "health", RunningEndpoint.settings());
    IllegalStateException failure = new IllegalStateException("no seed");

    CompletionStage<Endpoint> started =
        Endpoint.on(system).port(0).serveAfter(CompletableFuture.failedStage(failure)).start();

    assertThat(started.toCompletableFuture())
        .failsWithin(Duration.ofSeconds(20))
        .withThrowableThat()
        .withCause(failure);
  }

  private static void awaitClose(RawWebSocket client) {
    try (client) {
      RawFrame frame = client.read();
      assertThat(frame.closeCode()).isEqualTo(1012);
      client.acknowledge(frame);
    }
  }

  private Config node(String name) {
    return Node.config(
        name,
        0,
        ConfigFactory.parseMap(Map.of("kokko.runtime-directory", runtimeDirectory.toString()))
            .withFallback(ConfigFactory.load()));
  }

  @Test
  void nodeThatLooksForItsSeedsIsNotReady() {
    Endpoint endpoint = start(node("a@127.0.0.1"));
    InetSocketAddress address = endpoint.address().orElseThrow();
    assertThat(get(address, "/ready")).isEqualTo("200 OK");

    CompletionStage<Done> reached =
        Node.of(system).joinSeeds(List.of("b@127.0.0.1"), Duration.ofSeconds(40));

    assertThat(get(address, "/ready")).isEqualTo("500 Not Healthy: not joined");
    assertThat(get(address, "/alive")).isEqualTo("200 OK");
    ActorSystem<Void> seed = ActorSystem.create(Behaviors.empty(), "health", node("b@127.0.0.1"));
    try {
      Node.of(seed);
      RunningEndpoint.await(reached);
      assertThat(get(address, "/ready")).isEqualTo("200 OK");
    } finally {
      seed.terminate();
      RunningEndpoint.await(seed.getWhenTerminated());
    }
  }
}
