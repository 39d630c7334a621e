package io.kokko.transport;

import static io.kokko.transport.ServerFixture.await;
import static io.kokko.transport.ServerFixture.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import io.kokko.serializer.Frame;
import io.kokko.telemetry.TelemetryEvent;
import io.kokko.wire.PollingClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import org.apache.pekko.Done;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Rules 11 and 43: a server that stops. */
@Timeout(60)
class DrainTest {

  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final byte[] CLOSE = RawClient.frame(0x88, new byte[] {3, (byte) 0xf4});

  private final List<ServerFixture> fixtures = new ArrayList<>();
  private final BlockingQueue<TelemetryEvent> events = new LinkedBlockingQueue<>();

  /** Starts a server whose drain is as the settings say, so that nothing else says it. */
  private HttpServer server(String... drain) {
    ServerFixture fixture =
        new ServerFixture(
            Map.of("/socket", SocketOptions.builder().longPoll(true).build()),
            "}\nkokko.endpoint.drain {",
            String.join("\n", drain));
    fixtures.add(fixture);
    fixture.telemetry.attach(
        event -> {
          if (event instanceof TelemetryEvent.SocketDrain) {
            events.add(event);
          }
        });
    return fixture.server;
  }

  private EchoConnector connector() {
    return fixtures.get(0).connector;
  }

  @AfterEach
  void close() {
    fixtures.forEach(ServerFixture::close);
  }

  private static List<RawClient> clients(HttpServer server, int count) {
    List<RawClient> clients = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      clients.add(RawClient.upgraded(server));
    }
    return clients;
  }

  private static void expectClose(RawClient client) {
    assertThat(client.closeCode()).isEqualTo(1012);
    client.send(CLOSE);
    client.awaitEnd();
    client.close();
  }

  @Test
  void rule43SocketsAreClosedInRoundsThatTelemetryHearsOf() {
    HttpServer server = server("batch-size = 2", "batch-interval = 200 ms");
    List<RawClient> clients = clients(server, 5);
    long start = System.nanoTime();

    CompletionStage<Done> stopped = server.stop(PATIENCE);

    clients.forEach(DrainTest::expectClose);
    await(stopped);
    // The last of five has the slot from 300 to 400 ms.
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(280));
    Duration interval = Duration.ofMillis(200);
    assertThat(events)
        .containsExactly(
            new TelemetryEvent.SocketDrain(2, 5, 1, 3, interval),
            new TelemetryEvent.SocketDrain(2, 5, 2, 3, interval),
            new TelemetryEvent.SocketDrain(1, 5, 3, 3, interval));
  }

  @Test
  void rule11ClientThatComesBackFindsThePortClosed() {
    HttpServer server = server("rate = 1");
    List<RawClient> clients = clients(server, 3);

    CompletionStage<Done> stopped = server.stop(PATIENCE);

    eventually(() -> !events.isEmpty());
    assertThatExceptionOfType(UncheckedIOException.class)
        .isThrownBy(() -> RawClient.upgraded(server))
        .withCauseInstanceOf(ConnectException.class);
    assertThat(stopped.toCompletableFuture()).isNotDone();
    clients.forEach(DrainTest::expectClose);
    await(stopped);
  }

  @Test
  void connectionKeptAliveOpensNoSocketDuringADrain() {
    HttpServer server = server("rate = 1");
    List<RawClient> clients = clients(server, 3);
    RawClient keptAlive = new RawClient(server);
    keptAlive.send("GET /health HTTP/1.1\r\nHost: a\r\n\r\n").response();

    CompletionStage<Done> stopped = server.stop(PATIENCE);

    eventually(() -> !events.isEmpty());
    keptAlive.awaitEnd();
    keptAlive.close();
    assertThat(connector().requests).hasSize(3);
    clients.forEach(DrainTest::expectClose);
    await(stopped);
  }

  /** A proxy reuses connections: here Pekko HTTP has read the upgrade, and connect is slow. */
  @Test
  void upgradeUnderWayIsNotCarriedOut() {
    HttpServer server = server("rate = 1");
    List<RawClient> clients = clients(server, 2);
    RawClient reused = new RawClient(server);
    reused.send("GET /health HTTP/1.1\r\nHost: a\r\n\r\n").response();
    reused.send(RawClient.UPGRADE.replace("?vsn=2.0.0", "?vsn=2.0.0&later=told"));
    eventually(() -> !connector().undecided.isEmpty());
    CompletionStage<Done> stopped = server.stop(PATIENCE);
    eventually(() -> !events.isEmpty());

    connector().undecided.remove().complete(connector().admission());

    reused.awaitEnd();
    reused.close();
    clients.forEach(DrainTest::expectClose);
    await(stopped);
    assertThat(connector().transports).hasSize(2);
  }

  @Test
  void serverWithoutSocketsStopsAtOnce() {
    HttpServer server = server("batch-size = 1", "batch-interval = 1 hour");

    await(server.stop(PATIENCE));

    assertThat(events).isEmpty();
  }

  /** Would take an hour if it waited for a next round that there is not. */
  @Test
  void nothingWaitsBehindTheLastRound() {
    HttpServer server = server("batch-size = 1", "batch-interval = 1 hour", "shutdown = 2 hours");
    RawClient client = RawClient.upgraded(server);

    CompletionStage<Done> stopped = server.stop(PATIENCE);

    expectClose(client);
    await(stopped);
    assertThat(events)
        .containsExactly(new TelemetryEvent.SocketDrain(1, 1, 1, 1, Duration.ofHours(1)));
  }

  @Test
  void allSocketsAreClosedWithinTheShutdownTime() {
    HttpServer server = server("batch-size = 1", "batch-interval = 1 hour", "shutdown = 500 ms");
    List<RawClient> clients = clients(server, 10);

    CompletionStage<Done> stopped = server.stop(PATIENCE);

    clients.forEach(DrainTest::expectClose);
    await(stopped);
  }

  @Test
  void socketsThatCloseDuringTheDrainAreNotWaitedFor() {
    HttpServer server = server("rate = 2");
    List<RawClient> clients = clients(server, 3);

    CompletionStage<Done> stopped = server.stop(PATIENCE);
    clients.forEach(RawClient::reset);

    await(stopped);
    assertThat(server.connectionCount()).isZero();
  }

  @Test
  void sessionOfAClientThatPollsIsDrainedLikeASocket() throws IOException {
    HttpServer server = server("rate = 1");
    PollingClient polling = PollingClient.opened(server.address());
    CompletableFuture<JsonNode> waiting =
        CompletableFuture.supplyAsync(polling::poll, task -> new Thread(task).start());
    RawClient socket = RawClient.upgraded(server);
    RawClient keptAlive = new RawClient(server);
    keptAlive.send("GET /health HTTP/1.1\r\nHost: a\r\n\r\n").response();
    eventually(() -> connector().transports.size() == 2);
    connector().transports.forEach(transport -> transport.send(Frame.text("\"last words\"")));

    CompletionStage<Done> stopped = server.stop(PATIENCE);

    assertThat(socket.frame().text()).isEqualTo("\"last words\"");
    expectClose(socket);
    assertThat(PollingClient.messages(await(waiting)).toString()).isEqualTo("[\"last words\"]");
    await(stopped);
    assertThat(events).hasSize(1);
    assertThat(((TelemetryEvent.SocketDrain) events.element()).total()).isEqualTo(2);
    eventually(() -> connector().ended.size() == 2);
    keptAlive.awaitEnd();
    keptAlive.close();
  }
}
