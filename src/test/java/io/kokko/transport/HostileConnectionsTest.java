package io.kokko.transport;

import static io.kokko.transport.ServerFixture.await;
import static io.kokko.transport.ServerFixture.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.kokko.channel.ChannelRuntime;
import io.kokko.hello.UserSocket;
import io.kokko.pubsub.Adapter;
import io.kokko.socket.SocketRuntime;
import io.kokko.telemetry.Telemetry;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Counts what is left of ten thousand connections to the sockets of the sample. */
class HostileConnectionsTest {

  private static final int BATCHES = 10;
  private static final int BATCH = 1000;
  private static final long NOTABLE_HEAP_BYTES = 24_000_000;

  private final Config config =
      ConfigFactory.parseString(
              """
              pekko.actor.provider = local
              kokko.log { connect = trace, join = trace }
              kokko.transport {
                handshake-timeout = 400 ms
                close-timeout = 200 ms
                idle-timeout = 1 s
              }
              """)
          .withFallback(ConfigFactory.load());

  private final ActorSystem<Void> system =
      ActorSystem.create(Behaviors.empty(), "hostile-test", config);
  private final ChannelRuntime runtime =
      ChannelRuntime.of(config, Adapter.local("nonode@nohost"), new Telemetry());

  @AfterEach
  void stop() {
    system.terminate();
    await(
        CompletableFuture.completedFuture(0).thenCombine(system.getWhenTerminated(), (a, b) -> b));
  }

  @Test
  void tenThousandHostileConnectionsLeaveNothingBehind() {
    HttpServer server = bind();
    HostileClient hostile = new HostileClient(server, 10_000);
    attack(server, hostile);
    // Some may still be ending now, so that afterwards there may be fewer.
    long actors = actorCount();
    long heap = heapBytes();

    for (int batch = 1; batch < BATCHES; batch++) {
      attack(server, hostile);
    }

    eventually(() -> actorCount() <= actors);
    assertThat(runtime.pubsub().topicCount()).isZero();
    assertThat(heapBytes() - heap).isLessThan(NOTABLE_HEAP_BYTES);
  }

  private HttpServer bind() {
    Mount mount =
        new Mount(
            "/socket",
            UserSocket.create()
                .connector(runtime, SocketRuntime.of(config), system.executionContext()::execute));
    return await(
        HttpServer.bind(
            system,
            "127.0.0.1",
            0,
            TransportSettings.of(config),
            new Telemetry(),
            List.of(mount),
            request -> CompletableFuture.completedFuture(HttpResponse.create())));
  }

  /** Opens a batch, and closes what is still open when the server has got rid of all of it. */
  private void attack(HttpServer server, HostileClient hostile) {
    List<RawClient> open = new ArrayList<>();
    for (int i = 0; i < BATCH; i++) {
      hostile.open().ifPresent(open::add);
    }

    eventually(() -> server.connectionCount() == 0);
    open.forEach(RawClient::close);
    eventually(() -> runtime.pubsub().topicCount() == 0);
  }

  private long actorCount() {
    return system.printTree().lines().count();
  }

  private static long heapBytes() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }
}
