package io.kokko.transport;

import static io.kokko.transport.ServerFixture.await;
import static io.kokko.transport.ServerFixture.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.kokko.wire.PollingClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** More clients want to connect than may. */
@Timeout(60)
class HandshakeGateTest {

  private final List<ServerFixture> fixtures = new ArrayList<>();

  private ServerFixture server(String... settings) {
    ServerFixture fixture =
        new ServerFixture(
            Map.of("/socket", SocketOptions.builder().longPoll(true).build()),
            "}\nkokko.limits.node {",
            String.join("\n", settings));
    fixtures.add(fixture);
    return fixture;
  }

  @AfterEach
  void close() {
    fixtures.forEach(ServerFixture::close);
  }

  private static List<RawClient> wanting(ServerFixture fixture, int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> new RawClient(fixture.server).send(RawClient.UPGRADE))
        .toList();
  }

  private static void expectAllIn(List<RawClient> clients) {
    for (RawClient client : clients) {
      assertThat(client.head()).startsWith("HTTP/1.1 101 ");
      client.close();
    }
  }

  @Test
  void handshakesAboveTheRateWaitAndAreNotRefused() {
    ServerFixture fixture = server("connects = 5/500ms");
    long start = System.nanoTime();

    List<RawClient> clients = wanting(fixture, 12);

    expectAllIn(clients);
    // The first five at once, and one each 100 ms.
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(690));
    assertThat(fixture.server.waitingCount()).isZero();
  }

  @Test
  void clientThatGoesWhileItWaitsTakesNobodysTurn() {
    ServerFixture fixture = server("connects = 1/h");
    expectAllIn(wanting(fixture, 1));
    List<RawClient> waiting = wanting(fixture, 3);
    eventually(() -> fixture.server.waitingCount() == 3);

    waiting.get(0).reset();
    waiting.get(2).close();

    eventually(() -> fixture.server.waitingCount() == 1);
    assertThat(fixture.connector.requests).hasSize(1);
    waiting.get(1).close();
  }

  @Test
  void whoeverComesWhenTooManyWaitStaysWithTheOperatingSystem() {
    ServerFixture fixture = server("connects = 1/100ms", "max-waiting = 2");
    expectAllIn(wanting(fixture, 1));
    List<RawClient> clients = new ArrayList<>(wanting(fixture, 2));
    eventually(() -> fixture.server.waitingCount() == 2);

    clients.addAll(wanting(fixture, 6));

    expectAllIn(clients);
    assertThat(fixture.connector.requests).hasSize(9);
  }

  @Test
  void nobodyIsAcceptedWhileTooManyWait() {
    ServerFixture fixture = server("connects = 1/h", "max-waiting = 2");
    expectAllIn(wanting(fixture, 1));
    fixture.awaitNoConnections();
    RawClient page = new RawClient(fixture.server);
    List<RawClient> waiting = wanting(fixture, 2);
    eventually(() -> fixture.server.waitingCount() == 2);

    List<RawClient> late = wanting(fixture, 6);
    for (int i = 0; i < 10; i++) {
      String answer = page.send("GET /health HTTP/1.1\r\nHost: a\r\n\r\n").response();
      assertThat(answer).startsWith("HTTP/1.1 200");
    }

    assertThat(fixture.server.waitingCount()).isEqualTo(2);
    assertThat(fixture.server.connectionCount()).isEqualTo(3);
    waiting.forEach(RawClient::close);
    eventually(() -> fixture.server.waitingCount() == 6);
    late.forEach(RawClient::close);
    page.close();
  }

  @Test
  void pagesDoNotWait() {
    ServerFixture fixture = server("connects = 1/h");
    expectAllIn(wanting(fixture, 1));
    List<RawClient> waiting = wanting(fixture, 1);
    eventually(() -> fixture.server.waitingCount() == 1);

    RawClient client = new RawClient(fixture.server);
    String answer = client.send("GET /health HTTP/1.1\r\nHost: a\r\n\r\n").response();

    assertThat(answer).startsWith("HTTP/1.1 200");
    client.close();
    waiting.forEach(RawClient::close);
  }

  @Test
  void clientThatPollsAndUpgradeOnAReusedConnectionWaitToo() {
    ServerFixture fixture = server("connects = 1/400ms");
    expectAllIn(wanting(fixture, 1));
    long start = System.nanoTime();

    RawClient reused = new RawClient(fixture.server);
    reused.send("GET /health HTTP/1.1\r\nHost: a\r\n\r\n").response();
    reused.send(RawClient.UPGRADE);
    eventually(() -> fixture.server.waitingCount() == 1);
    CompletableFuture<PollingClient> polling =
        CompletableFuture.supplyAsync(
            () -> PollingClient.opened(fixture.server.address()), task -> new Thread(task).start());

    assertThat(reused.head()).startsWith("HTTP/1.1 101 ");
    await(polling);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(650));
    reused.close();
  }

  @Test
  void serverThatStopsLetsNobodyInWhoWaits() {
    ServerFixture fixture = server("connects = 1/h");
    RawClient in = RawClient.upgraded(fixture.server);
    List<RawClient> waiting = wanting(fixture, 2);
    eventually(() -> fixture.server.waitingCount() == 2);

    var stopped = fixture.server.stop(Duration.ofSeconds(5));

    waiting.forEach(RawClient::awaitEnd);
    assertThat(in.closeCode()).isEqualTo(1012);
    in.close();
    await(stopped);
    assertThat(fixture.connector.requests).hasSize(1);
  }

  @Test
  void serverThatIsAboutToStopRefusesSocketsAndAnswersPages() {
    ServerFixture fixture = server();
    RawClient before = RawClient.upgraded(fixture.server);

    fixture.server.refuseSockets();

    RawClient late = new RawClient(fixture.server).send(RawClient.UPGRADE);
    assertThat(late.response()).startsWith("HTTP/1.1 503").contains("retry-after: 1");
    String page = late.send("GET /health HTTP/1.1\r\nHost: a\r\n\r\n").response();
    assertThat(page).startsWith("HTTP/1.1 200");
    assertThat(late.send(RawClient.UPGRADE).response()).startsWith("HTTP/1.1 503");
    before.text("still here");
    assertThat(before.frame().text()).isEqualTo("still here");
    late.close();
    before.close();
  }

  @Test
  void clientThatGoesWhileItsPollOrItsReusedConnectionWaitsTakesNobodysTurn() {
    ServerFixture fixture = server("connects = 1/h");
    expectAllIn(wanting(fixture, 1));
    RawClient polling = new RawClient(fixture.server);
    polling.send("GET /socket/longpoll?vsn=2.0.0 HTTP/1.1\r\nHost: a\r\n\r\n");
    eventually(() -> fixture.server.waitingCount() == 1);
    RawClient reused = new RawClient(fixture.server);
    reused.send("GET /health HTTP/1.1\r\nHost: a\r\n\r\n").response();
    reused.send(RawClient.UPGRADE);
    eventually(() -> fixture.server.waitingCount() == 2);

    polling.close();
    reused.reset();

    eventually(() -> fixture.server.waitingCount() == 0);
  }

  @Test
  void serverThatIsAboutToStopLetsNobodyInWhoWaits() {
    ServerFixture fixture = server("connects = 1/400ms");
    expectAllIn(wanting(fixture, 1));
    List<RawClient> waiting = wanting(fixture, 1);
    eventually(() -> fixture.server.waitingCount() == 1);
    RawClient reused = new RawClient(fixture.server);
    reused.send("GET /health HTTP/1.1\r\nHost: a\r\n\r\n").response();
    reused.send(RawClient.UPGRADE);
    eventually(() -> fixture.server.waitingCount() == 2);
    RawClient polling = new RawClient(fixture.server);
    polling.send("GET /socket/longpoll?vsn=2.0.0 HTTP/1.1\r\nHost: a\r\n\r\n");
    eventually(() -> fixture.server.waitingCount() == 3);

    fixture.server.refuseSockets();

    assertThat(waiting.get(0).response()).startsWith("HTTP/1.1 503");
    assertThat(reused.response()).startsWith("HTTP/1.1 503");
    assertThat(polling.response()).contains("\"status\":500");
    assertThat(fixture.connector.requests).hasSize(1);
    List.of(waiting.get(0), reused, polling).forEach(RawClient::close);
  }
}
