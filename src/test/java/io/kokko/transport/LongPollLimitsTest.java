package io.kokko.transport;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.kokko.serializer.Frame;
import io.kokko.telemetry.Telemetry;
import io.kokko.telemetry.TelemetryEvent;
import io.kokko.wire.HttpAnswer;
import io.kokko.wire.PollingClient;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Rule 50, and what bounds clients that poll. */
@Timeout(60)
class LongPollLimitsTest {

  private static final String PATH = "/socket/longpoll?vsn=2.0.0";

  private final EchoConnector connector = new EchoConnector();
  private final Telemetry telemetry = new Telemetry();
  private final Config config =
      ConfigFactory.parseString(
              "kokko.transport.long-poll {window = 1 s, max-sessions = 2, buffer-bytes = 1 KiB}"
                  + " \n pekko.actor.provider = local")
          .withFallback(ConfigFactory.load());
  private final ActorSystem<Void> system =
      ActorSystem.create(Behaviors.empty(), "longpoll-test", config);
  private final HttpServer server =
      ServerFixture.await(
          HttpServer.bind(
              system,
              "127.0.0.1",
              0,
              TransportSettings.of(config),
              telemetry,
              List.of(
                  new Mount(
                      "/socket",
                      connector,
                      CheckOrigin.off(),
                      SocketOptions.builder().longPoll(true).build())),
              request -> CompletableFuture.completedFuture(HttpResponse.create())));

  @AfterEach
  void close() {
    system.terminate();
    ServerFixture.await(system.getWhenTerminated());
  }

  @Test
  void rule50SessionWithoutAPollEndsWithItsSocket() {
    PollingClient.opened(server.address());

    awaitNoSessions(1);
  }

  @Test
  void rule50SessionLivesAsLongAsItIsPolled() {
    PollingClient client = PollingClient.opened(server.address());

    for (int window = 0; window < 3; window++) {
      assertThat(client.poll().get("status").intValue()).isEqualTo(204);
    }

    assertThat(connector.ended).isEmpty();
    awaitNoSessions(1);
  }

  @Test
  void sessionsBeyondTheBoundAreRefusedUntilOthersEnd() {
    PollingClient.opened(server.address());
    PollingClient.opened(server.address());

    HttpAnswer refused = HttpAnswer.to(server.address(), "GET", PATH, Map.of(), "");

    assertThat(PollingClient.json(refused.body()).get("status").intValue()).isEqualTo(500);
    awaitNoSessions(2);
    assertThat(PollingClient.opened(server.address()).token()).isNotEmpty();
  }

  @Test
  void sessionEndsWhenMoreWaitsThanItMayHold() throws InterruptedException {
    BlockingQueue<TelemetryEvent> overflows = new LinkedBlockingQueue<>();
    telemetry.attach(overflows::add);
    PollingClient client = PollingClient.opened(server.address());
    ServerFixture.eventually(() -> !connector.transports.isEmpty());

    connector.transports.forEach(transport -> transport.send(Frame.text("x".repeat(2000))));

    assertThat(overflows.poll(10, TimeUnit.SECONDS))
        .isInstanceOfSatisfying(
            TelemetryEvent.QueueOverflowed.class,
            overflow -> assertThat(overflow.queue()).isEqualTo("long-poll"));
    awaitNoSessions(1);
    assertThat(client.poll().get("status").intValue()).isEqualTo(410);
  }

  @Test
  void sessionsEndWithTheServer() {
    PollingClient.opened(server.address());

    ServerFixture.await(server.stop(Duration.ofSeconds(5)));

    awaitNoSessions(1);
  }

  private void awaitNoSessions(int ended) {
    ServerFixture.eventually(() -> connector.ended.size() >= ended);
    ServerFixture.eventually(() -> LongPollSessions.of(system).localCount() == 0);
  }
}
