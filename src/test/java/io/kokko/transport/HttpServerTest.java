package io.kokko.transport;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.kokko.telemetry.Telemetry;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HttpServerTest {

  private final ServerFixture fixture = new ServerFixture();

  @AfterEach
  void stop() {
    fixture.close();
  }

  @Test
  void takenPortFailsWithHostAndPort() {
    int port = fixture.server.address().getPort();

    assertThatExceptionOfType(ExecutionException.class)
        .isThrownBy(() -> bind("127.0.0.1", port).toCompletableFuture().get(15, SECONDS))
        .withCauseInstanceOf(BindFailedException.class)
        .havingCause()
        .withMessageStartingWith("cannot listen on 127.0.0.1:" + port + ": Address already in use");
  }

  @Test
  void unknownHostFailsWithHostAndPort() {
    assertThatExceptionOfType(ExecutionException.class)
        .isThrownBy(() -> bind("no-such-host.invalid", 1).toCompletableFuture().get(15, SECONDS))
        .withCauseInstanceOf(BindFailedException.class)
        .withMessageContaining("cannot listen on no-such-host.invalid:1: Unresolved");
  }

  private CompletionStage<HttpServer> bind(String host, int port) {
    return HttpServer.bind(
        fixture.system,
        host,
        port,
        TransportSettings.of(fixture.system.settings().config()),
        new Telemetry(),
        List.of(),
        request -> CompletableFuture.completedFuture(HttpResponse.create()));
  }

  @Test
  void clientOfTheJdkIsServed() throws Exception {
    CompletableFuture<String> text = new CompletableFuture<>();
    CompletableFuture<Integer> closed = new CompletableFuture<>();
    URI uri =
        URI.create("ws://127.0.0.1:" + fixture.server.address().getPort() + "/socket/websocket");
    WebSocket webSocket =
        HttpClient.newHttpClient()
            .newWebSocketBuilder()
            .buildAsync(uri, new HeardByJdk(text, closed))
            .get(15, SECONDS);

    webSocket
        .sendText("hel", false)
        .thenCompose(sent -> sent.sendText("lo", true))
        .get(15, SECONDS);
    assertThat(text.get(15, SECONDS)).isEqualTo("hello");
    webSocket.sendClose(WebSocket.NORMAL_CLOSURE, "bye").get(15, SECONDS);

    assertThat(closed.get(15, SECONDS)).isEqualTo(1000);
    fixture.awaitNoConnections();
  }
}
