package io.kokko.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.kokko.endpoint.Endpoint;
import io.kokko.endpoint.RunningEndpoint;
import io.kokko.socket.ConnectInfo;
import io.kokko.socket.ConnectResult;
import io.kokko.socket.SocketHandler;
import io.kokko.wire.DevCertificates;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Puts nginx and HAProxy, with the configurations of ops/, before two nodes. */
class ProxyTest {

  private static final List<String> FORGED =
      List.of("X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host", "X-Forwarded-Port");

  @TempDir private static Path directory;
  private static DevCertificates certificates;

  @TempDir private Path own;
  private Commands commands;

  @BeforeAll
  static void makeCertificates() {
    certificates = DevCertificates.in(directory);
  }

  @BeforeEach
  void open() {
    commands = new Commands(own.resolve("names"));
    commands.trust(certificates.file("ca.pem"));
  }

  @AfterEach
  void close() {
    commands.close();
  }

  @ParameterizedTest
  @EnumSource
  void clientsThatPollOrHaveSocketsHearEachOtherAndNoNodeThatGoesTakesThemAlong(Proxy proxy)
      throws Exception {
    Program one = node("one@127.0.0.1", "two@127.0.0.1", 0);
    Program two = node("two@127.0.0.1", "one@127.0.0.1", 0);
    int portOfOne = Commands.awaitPort(one);
    int port = start(proxy, portOfOne, Commands.awaitPort(two));
    String url = "wss://localhost:" + port + "/socket";

    expectDone(commands.script("conversation.mjs", url, "phoenix"));
    expectDone(commands.script("longpoll.mjs", url, "phoenix"));

    // Each of the two goes to the node that is left, also the one that was polling.
    one.kill();
    List<Program> clients =
        List.of(
            commands.script("comeback.mjs", url, "phoenix"),
            commands.script("comeback.mjs", url, "phoenix", "longpoll"));
    clients.forEach(client -> client.await("\"joined\""));
    Program again = node("one@127.0.0.1", "two@127.0.0.1", portOfOne);
    Commands.awaitPort(again);
    assertAllAnswered(port);
    two.terminate();
    clients.forEach(ProxyTest::expectDone);
    assertAllAnswered(port);
  }

  private Program node(String name, String seed, int port) {
    return commands.kokko("server", "--name", name, "--port", "" + port, "--seed", seed);
  }

  private int start(Proxy proxy, int first, int second) throws IOException {
    return proxy.start(commands, own, certificates, List.of(first, second));
  }

  private static void expectDone(Program client) {
    assertThat(client.awaitExit()).as(client::printed).isZero();
    assertThat(client.printed()).endsWith("{\"what\":\"done\"}\n");
  }

  /** The polls are those of new clients, which are answered at once with a session. */
  private static void assertAllAnswered(int port) throws Exception {
    HttpClient client = client();
    HttpRequest poll =
        HttpRequest.newBuilder(
                URI.create("https://localhost:" + port + "/socket/longpoll?vsn=2.0.0"))
            .timeout(Duration.ofSeconds(5))
            .build();
    for (int i = 0; i < 20; i++) {
      var answer = client.send(poll, BodyHandlers.ofString());
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body()).contains("\"status\":410", "\"token\"");
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatClientsSayOfTheirOriginIsOverwritten(Proxy proxy) throws Exception {
    BlockingQueue<ConnectInfo> seen = new LinkedBlockingQueue<>();
    SocketHandler<String> handler =
        SocketHandler.connect(
            (Map<String, String> params, ConnectInfo info) -> {
              seen.add(info);
              return ConnectResult.ok("somebody");
            });
    try (RunningEndpoint node =
        RunningEndpoint.start(
            system -> Endpoint.on(system).socket("/socket", handler),
            "kokko.endpoint.check-origin = [\"https://localhost\"]")) {
      int nodePort = node.address().getPort();
      int port = start(proxy, nodePort, nodePort);

      WebSocket socket = forged().buildAsync(uri(port), new WebSocket.Listener() {}).get();
      assertOverwritten(next(seen), port);
      socket.abort();
    }
  }

  private static ConnectInfo next(BlockingQueue<ConnectInfo> seen) throws InterruptedException {
    return Objects.requireNonNull(seen.poll(20, TimeUnit.SECONDS), "nobody connected");
  }

  private static WebSocket.Builder forged() {
    WebSocket.Builder builder = client().newWebSocketBuilder();
    FORGED.forEach(name -> builder.header(name, "6.6.6.6"));
    return builder
        .header("Forwarded", "for=6.6.6.6")
        .header("X-Real-IP", "6.6.6.6")
        .header("Origin", "https://localhost");
  }

  private static void assertOverwritten(ConnectInfo info, int port) {
    assertThat(info.headers())
        .filteredOn(header -> header.name().contains("forwarded") || header.name().startsWith("x-"))
        .filteredOn(header -> !header.name().equals("x-forwarded-host"))
        .containsExactlyInAnyOrder(
            new ConnectInfo.Header("x-forwarded-for", "127.0.0.1"),
            new ConnectInfo.Header("x-forwarded-proto", "https"),
            new ConnectInfo.Header("x-forwarded-port", "" + port));
    // With the port, or without where Pekko HTTP has read it.
    assertThat(info.headers())
        .filteredOn(header -> header.name().equals("x-forwarded-host"))
        .singleElement()
        .satisfies(header -> assertThat(info.host().orElseThrow()).startsWith(header.value()));
    assertThat(info.host().orElseThrow()).startsWith("localhost");
  }

  private static URI uri(int port) {
    return URI.create("wss://localhost:" + port + "/socket/websocket?vsn=2.0.0");
  }

  private static HttpClient client() {
    return HttpClient.newBuilder()
        .sslContext(certificates.client())
        .connectTimeout(Duration.ofSeconds(5))
        .build();
  }
}
