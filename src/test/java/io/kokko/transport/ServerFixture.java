package io.kokko.transport;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.kokko.telemetry.Telemetry;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** A server on a free port, with sockets that echo and pages that tell what was asked. */
final class ServerFixture implements AutoCloseable {

  final EchoConnector connector = new EchoConnector();
  final Telemetry telemetry = new Telemetry();
  final ActorSystem<Void> system;
  final HttpServer server;

  ServerFixture(String... settings) {
    this(Map.of("/socket", SocketOptions.defaults()), settings);
  }

  /** Serves sockets under these paths, all of them alike but for their options. */
  ServerFixture(Map<String, SocketOptions> sockets, String... settings) {
    Config overrides =
        ConfigFactory.parseString("kokko.transport {" + String.join("\n", settings) + "}");
    Config config = overrides.withFallback(ConfigFactory.load());
    system = ActorSystem.create(Behaviors.empty(), "transport-test", config);
    server =
        await(
            HttpServer.bind(
                system,
                "127.0.0.1",
                0,
                TransportSettings.of(config),
                telemetry,
                sockets.entrySet().stream()
                    .map(socket -> mount(socket.getKey(), socket.getValue()))
                    .toList(),
                this::page));
  }

  private Mount mount(String path, SocketOptions options) {
    return new Mount(path, connector, CheckOrigin.connection(), options);
  }

  private CompletionStage<HttpResponse> page(HttpRequest request) {
    if (request.getUri().path().equals("/crash")) {
      throw new IllegalStateException("page was told to crash");
    }
    int status = request.getUri().path().equals("/health") ? 200 : 404;
    return request
        .entity()
        .toStrict(5000, system)
        .thenApply(
            entity -> {
              String body = entity.getData().utf8String();
              return HttpResponse.create()
                  .withStatus(status)
                  .withEntity(request.method().name() + " " + request.getUri().path() + " " + body);
            });
  }

  static <T> T await(CompletionStage<T> stage) {
    try {
      return stage.toCompletableFuture().get(15, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  static void eventually(BooleanSupplier condition) {
    long deadline = System.nanoTime() + Duration.ofSeconds(15).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("waited too long").isLessThan(deadline);
      LockSupport.parkNanos(2_000_000);
    }
  }

  void awaitNoConnections() {
    eventually(() -> server.connectionCount() == 0);
  }

  @Override
  public void close() {
    system.terminate();
    await(
        CompletableFuture.completedFuture(null)
            .thenCombine(system.getWhenTerminated(), (a, b) -> b));
  }
}
