package io.kokko.acceptance;

import static org.apache.pekko.http.javadsl.server.Directives.complete;
import static org.apache.pekko.http.javadsl.server.Directives.concat;
import static org.apache.pekko.http.javadsl.server.Directives.extractRequest;
import static org.apache.pekko.http.javadsl.server.Directives.path;
import static org.assertj.core.api.Assertions.assertThat;

import io.kokko.endpoint.Endpoint;
import io.kokko.endpoint.Health;
import io.kokko.endpoint.RunningEndpoint;
import io.kokko.socket.ConnectInfo;
import io.kokko.socket.ConnectInfo.Header;
import io.kokko.socket.ConnectResult;
import io.kokko.socket.SocketHandler;
import io.kokko.transport.SocketOptions;
import io.kokko.wire.DevCertificates;
import io.kokko.wire.HttpAnswer;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.apache.pekko.http.javadsl.server.Route;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
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
    return proxy.start(commands, own, certificates, List.of(first, second)).port();
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
            system ->
                Endpoint.on(system)
                    .socket("/socket", handler, SocketOptions.builder().longPoll(true).build())
                    .routes(endpoint -> concat(Health.route(endpoint), headers())),
            "kokko.endpoint.check-origin = [\"https://localhost\"]")) {
      int nodePort = node.address().getPort();
      int port = start(proxy, nodePort, nodePort);
      List<Header> overwritten =
          List.of(
              new Header("x-forwarded-for", "127.0.0.1"),
              new Header("x-forwarded-proto", "https"),
              new Header("x-forwarded-port", "" + port));

      WebSocket socket = forged().buildAsync(uri(port), new WebSocket.Listener() {}).get();
      assertOverwritten(next(seen), overwritten);
      socket.abort();

      assertThat(get(port, "/socket/longpoll?vsn=2.0.0")).contains("\"status\":410", "\"token\"");
      assertOverwritten(next(seen), overwritten);

      List<Header> page =
          get(port, "/headers")
              .lines()
              .map(line -> line.split(": ", 2))
              .map(parts -> new Header(parts[0], parts[1]))
              .toList();
      assertOverwritten(page, overwritten, "localhost:" + port);
    }
  }

  /** A page that shows the headers of its request, a line each. */
  private static Route headers() {
    return path(
        "headers",
        () ->
            extractRequest(
                request ->
                    complete(
                        StreamSupport.stream(request.getHeaders().spliterator(), false)
                            .map(header -> header.lowercaseName() + ": " + header.value())
                            .collect(Collectors.joining("\n")))));
  }

  @ParameterizedTest
  @EnumSource
  void whatIsForOperatorsIsNotForClientsHoweverItIsSpelled(Proxy proxy) throws Exception {
    try (RunningEndpoint node =
        RunningEndpoint.start(system -> Endpoint.on(system).routes(Health::route))) {
      int nodePort = node.address().getPort();
      int port = start(proxy, nodePort, nodePort);

      for (String target :
          List.of(
              "/health",
              "/he%61lth",
              "/%68%65alth",
              "/ready/",
              "/x/../health",
              "/%2e/health",
              "https://localhost:" + port + "/health",
              "https://localhost:" + port + "/x/../health")) {
        assertThat(answer(port, target)).as(target).doesNotStartWith("HTTP/1.1 200");
      }
      assertThat(answer(port, "/healthy")).contains("not be found");
    }
  }

  private static String answer(int port, String target) throws IOException {
    try (Socket socket = certificates.client().getSocketFactory().createSocket("localhost", port)) {
      socket.setSoTimeout(10_000);
      socket
          .getOutputStream()
          .write(
              ("GET "
                      + target
                      + " HTTP/1.1\r\nHost: localhost:"
                      + port
                      + "\r\n"
                      + "Connection: close\r\n\r\n")
                  .getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static ConnectInfo next(BlockingQueue<ConnectInfo> seen) throws InterruptedException {
    return Objects.requireNonNull(seen.poll(20, TimeUnit.SECONDS), "nobody connected");
  }

  private static WebSocket.Builder forged() {
    WebSocket.Builder builder = client().newWebSocketBuilder();
    forge(builder::header);
    return builder;
  }

  private static String get(int port, String target) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("https://localhost:" + port + target));
    forge(request::header);
    HttpResponse<String> answer = client().send(request.build(), BodyHandlers.ofString());
    assertThat(answer.statusCode()).isEqualTo(200);
    return answer.body();
  }

  private static void forge(BiConsumer<String, String> header) {
    FORGED.forEach(name -> header.accept(name, "6.6.6.6"));
    header.accept("Forwarded", "for=6.6.6.6");
    header.accept("X-Real-IP", "6.6.6.6");
    header.accept("Origin", "https://localhost");
  }

  private static void assertOverwritten(ConnectInfo info, List<Header> overwritten) {
    assertOverwritten(info.headers(), overwritten, info.host().orElseThrow());
  }

  private static void assertOverwritten(
      List<Header> headers, List<Header> overwritten, String host) {
    assertThat(headers)
        .filteredOn(header -> header.name().contains("forwarded") || header.name().startsWith("x-"))
        .filteredOn(header -> !header.name().equals("x-forwarded-host"))
        .containsExactlyInAnyOrderElementsOf(overwritten);
    // With the port, or without where Pekko HTTP has read it.
    assertThat(headers)
        .filteredOn(header -> header.name().equals("x-forwarded-host"))
        .singleElement()
        .satisfies(header -> assertThat(host).startsWith(header.value()));
    assertThat(host).startsWith("localhost");
  }

  @Test
  @Timeout(60)
  void haproxyGivesNoNewSocketsToANodeThatIsAboutToDrain() throws Exception {
    try (RunningEndpoint one = draining();
        RunningEndpoint two = draining()) {
      assertReady(one);
      assertReady(two);
      Proxy.Running proxy =
          Proxy.HAPROXY.start(
              commands,
              own,
              certificates,
              List.of(one.address().getPort(), two.address().getPort()));
      List<CompletableFuture<Integer>> before = List.of(open(proxy.port()), open(proxy.port()));
      awaitSockets(one, 1);
      awaitSockets(two, 1);

      one.stop();
      // Its port is still open then.
      proxy.program().await("Server nodes/kokko1 is DOWN, reason: Layer7 wrong status, code: 500");

      for (int i = 0; i < 5; i++) {
        assertThat(open(proxy.port())).isNotDone();
      }
      awaitSockets(two, 6);
      assertThat(CompletableFuture.anyOf(before.toArray(CompletableFuture<?>[]::new)))
          .succeedsWithin(Duration.ofSeconds(20))
          .isEqualTo(1012);
      assertThat(two.openSockets()).isEqualTo(6);
    }
  }

  private static void awaitSockets(RunningEndpoint node, long count) {
    while (node.openSockets() != count) {
      LockSupport.parkNanos(10_000_000);
    }
  }

  /** A node that is asked for the first time on a busy machine may be too slow for the proxy. */
  private static void assertReady(RunningEndpoint node) {
    HttpAnswer answer =
        HttpAnswer.to(node.address(), "GET", "/ready", Map.of("Connection", "close"), "");
    assertThat(answer.status()).isEqualTo(200);
  }

  private static RunningEndpoint draining() {
    return RunningEndpoint.start(
        system ->
            Endpoint.on(system)
                .socket("/socket", SocketHandler.connect(params -> ConnectResult.ok("somebody")))
                .routes(Health::route),
        "kokko.endpoint.check-origin = false",
        "kokko.endpoint.drain.notice = 5 s");
  }

  /** Opens a socket, and returns with which code it will be closed. */
  private static CompletableFuture<Integer> open(int port) throws Exception {
    CompletableFuture<Integer> code = new CompletableFuture<>();
    WebSocket.Listener listener =
        new WebSocket.Listener() {
          @Override
          public @Nullable CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
            code.complete(status);
            return null;
          }

          @Override
          public void onError(WebSocket socket, Throwable error) {
            code.completeExceptionally(error);
          }
        };
    client().newWebSocketBuilder().buildAsync(uri(port), listener).get(20, TimeUnit.SECONDS);
    return code;
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
