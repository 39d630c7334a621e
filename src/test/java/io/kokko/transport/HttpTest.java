package io.kokko.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.kokko.socket.ConnectInfo;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the port answers to all that is no upgrade, and the handshake's refusals. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HttpTest {

  private static final String KEY = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==";

  private final ServerFixture fixture = new ServerFixture("max-header-bytes = 4 KiB");
  private final HttpServer server = fixture.server;

  @AfterEach
  void everyConnectionIsGone() {
    fixture.connector.requests.clear();
    fixture.awaitNoConnections();
  }

  @AfterAll
  void stop() {
    fixture.close();
  }

  private static String get(String target, String... headers) {
    String more = headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n";
    return "GET " + target + " HTTP/1.1\r\nHost: localhost\r\n" + more + "\r\n";
  }

  private static String upgrade(String target) {
    return get(
        target, "Connection: Upgrade", "Upgrade: websocket", KEY, "Sec-WebSocket-Version: 13");
  }

  @Test
  void pagesAreServedOnAConnectionThatIsKept() {
    try (RawClient client = new RawClient(server)) {
      String get = client.send(get("/health")).response();
      String post =
          client
              .send("POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nhello")
              .response();

      assertThat(get).startsWith("HTTP/1.1 200 OK\r\n").endsWith("GET /health ");
      assertThat(post).startsWith("HTTP/1.1 404 ").endsWith("POST /echo hello");
    }
  }

  @Test
  void requestsMayComeByteByByteOrTogether() {
    try (RawClient client = new RawClient(server)) {
      get("/health").chars().forEach(c -> client.send(String.valueOf((char) c)));
      client.send(get("/health") + get("/socket/nope"));

      assertThat(client.response()).endsWith("GET /health ");
      assertThat(client.response()).endsWith("GET /health ");
      assertThat(client.response()).startsWith("HTTP/1.1 404 ").endsWith("GET /socket/nope ");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/socket",
        "/socket/",
        "/socket/nope",
        "/socket/websocket/extra",
        "/socket/websockets"
      })
  void otherPathsBelowAMountArePages(String path) {
    try (RawClient client = new RawClient(server)) {
      assertThat(client.send(upgrade(path)).response()).startsWith("HTTP/1.1 404 ");
    }
  }

  @Test
  void largeBodiesGoBothWays() {
    String body = "x".repeat(2_000_000);
    try (RawClient client = new RawClient(server)) {
      client.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 2000000\r\n\r\n" + body);

      assertThat(client.response()).endsWith(body);
    }
  }

  @Test
  void clientThatSendsNothingMoreStillGetsItsAnswer() {
    try (RawClient client = new RawClient(server).send(get("/health"))) {
      client.endOutput();

      assertThat(client.response()).endsWith("GET /health ");
      client.awaitEnd();
    }
  }

  @Test
  void connectionEndsWhereTheClientWantsIt() {
    try (RawClient client = new RawClient(server).send(get("/health", "Connection: close"))) {
      assertThat(client.response()).contains("Connection: close").endsWith("GET /health ");
      client.awaitEnd();
    }
  }

  @Test
  void pageThatCrashesIsA500AndTheConnectionGoesOn() {
    try (RawClient client = new RawClient(server)) {
      assertThat(client.send(get("/crash")).response()).startsWith("HTTP/1.1 500 ");
      assertThat(client.send(get("/health")).response()).startsWith("HTTP/1.1 200 ");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Connection: keep-alive | 'connection' header must contain 'upgrade', got [\"keep-alive\"]",
        "Connection: Upgrade    | 'upgrade' header must contain 'websocket', got []",
        "Connection: Upgrade~Upgrade: websocket | 'sec-websocket-key' header is absent",
        "Connection: Upgrade~Upgrade: websocket~Sec-WebSocket-Version: 13 | 'sec-websocket-key' header is absent",
        "Connection: Upgrade~Upgrade: websocket~Sec-WebSocket-Version: 8~"
            + KEY
            + " | 'sec-websocket-version' header must equal '13', got [\"8\"]",
      })
  void badUpgradeIsToldWhatIsWrongInPhoenixWords(String headers, String complaint) {
    try (RawClient client = new RawClient(server)) {
      String response =
          client.send(get("/socket/websocket?vsn=2.0.0", headers.split("~", -1))).response();

      assertThat(response)
          .startsWith("HTTP/1.1 400 ")
          .endsWith("\r\n\r\n" + complaint.replace("''", "'"));
      assertThat(response)
          .containsIgnoringCase("cache-control: max-age=0, private, must-revalidate");
      assertThat(fixture.connector.requests).as("connect runs before the headers count").hasSize(1);
    }
  }

  @Test
  void otherMethodsOnASocketPathAreBadRequests() {
    try (RawClient client = new RawClient(server)) {
      client.send(
          "POST /socket/websocket?vsn=2.0.0 HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n{}");

      assertThat(client.response()).startsWith("HTTP/1.1 400 ").contains("Content-Length: 0");
      assertThat(client.send(get("/health")).response()).startsWith("HTTP/1.1 200 ");
      assertThat(fixture.connector.requests).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "vsn=2.0.0&reject=true, 403",
    "vsn=2.0,   403",
    "vsn=2,     403",
    "vsn=2.1.0, 403",
    "vsn=3.0.0, 403",
    "vsn=0.9.0, 403",
    "vsn=abc,   403",
    "vsn=,      403",
    "vsn=2.0.0&x=%zz, 400",
    "vsn=2.0.0&x=%ff, 400",
    "vsn=2.0.0&x=%4,  400",
    "vsn=2.0.0&crash=true, 500",
  })
  void refusedClientsGetAStatusAndNoBody(String query, int status) {
    try (RawClient client = new RawClient(server).send(upgrade("/socket/websocket?" + query))) {
      String response = client.response();

      assertThat(response).startsWith("HTTP/1.1 " + status + " ").endsWith("\r\n\r\n");
      assertThat(response).contains("cache-control: max-age=0, private, must-revalidate");
    }
  }

  @Test
  void refusedClientMayTryAgainOnTheSameConnection() {
    String refused = upgrade("/socket/websocket?reject=true");
    try (RawClient client = new RawClient(server).send(refused + refused)) {
      assertThat(client.response()).startsWith("HTTP/1.1 403 ").doesNotContain("connection:");
      assertThat(client.response()).startsWith("HTTP/1.1 403 ");

      assertThat(client.send(get("/health")).response()).startsWith("HTTP/1.1 200 ");
    }
    try (RawClient client = new RawClient(server).send(refused + RawClient.UPGRADE)) {
      assertThat(client.response()).startsWith("HTTP/1.1 403 ");
      assertThat(client.head()).startsWith("HTTP/1.1 101 ");
      assertThat(client.text("hello").frame().text()).isEqualTo("hello");
    }
  }

  @Test
  void refusalEndsAConnectionThatTheClientWantsToEnd() {
    String refused =
        upgrade("/socket/websocket?reject=true")
            .replace("Connection: Upgrade", "Connection: Upgrade, close");
    try (RawClient client = new RawClient(server).send(refused)) {
      assertThat(client.response()).startsWith("HTTP/1.1 403 ").contains("connection: close");
      client.awaitEnd();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "?", "?vsn=1.0.0", "?vsn=2.0.0", "?vsn=2.0.7"})
  void everyVersionWeSpeakIsUpgraded(String query) {
    try (RawClient client = new RawClient(server).send(upgrade("/socket/websocket" + query))) {
      assertThat(client.head()).startsWith("HTTP/1.1 101 ");
    }
  }

  @Test
  void refusalComesBeforeTheHeadersCount() {
    try (RawClient client = new RawClient(server)) {
      assertThat(client.send(get("/socket/websocket?vsn=9")).response())
          .startsWith("HTTP/1.1 403 ");
      assertThat(client.send(get("/socket/websocket?reject=1")).response())
          .startsWith("HTTP/1.1 403 ");
    }
  }

  @Test
  void connectHearsOfParametersHeadersAndPeer() {
    String target = "/socket/websocket?vsn=2.0.0&a=1&a=2&name=J%C3%B6rg+B%2b&flag&=x&&e=";
    try (RawClient client = new RawClient(server).send(upgrade(target))) {
      client.head();

      EchoConnector.Request request = fixture.connector.requests.remove();
      assertThat(request.params())
          .isEqualTo(
              Map.of("vsn", "2.0.0", "a", "2", "name", "Jörg B+", "flag", "", "", "x", "e", ""));
      assertThat(request.info().uri()).isEqualTo(target);
      assertThat(request.info().header("Host")).contains("localhost");
      assertThat(request.info().headers()).contains(new ConnectInfo.Header("upgrade", "websocket"));
      assertThat(request.info().peerAddress()).isEqualTo(client.socket().getLocalSocketAddress());
    }
  }

  @Test
  void connectionThatServedPagesMayBecomeAWebSocket() {
    try (RawClient client = new RawClient(server).send(get("/health"))) {
      client.response();

      client.send(upgrade("/socket/websocket?vsn=2.0.0&name=proxied"));

      assertThat(client.head())
          .startsWith("HTTP/1.1 101 Switching Protocols\r\ndate: ")
          .contains("sec-websocket-accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
      assertThat(client.text("hello").frame().text()).isEqualTo("hello");
      assertThat(fixture.connector.requests.remove().params()).containsEntry("name", "proxied");
      client.send(RawClient.frame(0x88, new byte[0]));
      assertThat(client.closeCode()).isEqualTo(1000);
    }
  }

  @Test
  void doubtfulUpgradeIsStillUpgradedByTheOtherWay() {
    try (RawClient client = new RawClient(server)) {
      client.send(
          get(
              "/socket/websocket?vsn=2.0.0",
              "Connection: keep-alive, Upgrade",
              "Upgrade: WebSocket",
              "Sec-WebSocket-Key: no-base64-of-16-bytes",
              "Sec-WebSocket-Version: 13"));

      assertThat(client.head()).startsWith("HTTP/1.1 101 ");
      assertThat(client.text("hello").frame().text()).isEqualTo("hello");
    }
  }

  @Test
  void endlessHeadIsTooLarge() {
    try (RawClient client = new RawClient(server)) {
      client.send("GET /socket/websocket HTTP/1.1\r\nX-Long: " + "x".repeat(5000));

      assertThat(client.response()).startsWith("HTTP/1.1 431 ");
    }
  }

  @Test
  void hugeHeaderOfALaterRequestIsTooLargeToo() {
    try (RawClient client = new RawClient(server).send(get("/health"))) {
      client.response();
      client.send(get("/socket/websocket", "X-Long: " + "x".repeat(10_000)));

      assertThat(client.response()).startsWith("HTTP/1.1 431 ");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\u0016\u0003\u0001 TLS",
        "GET /socket/websocket\u0000 HTTP/1.1\r\n\r\n",
        "GET /socket/websocket HTTP/1.1\nHost: a\n\n\r\n\r\n",
        "GET /socket/websocket HTTP/1.1\r\nHost : a\r\n\r\n",
        "GET  /socket/websocket HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /socket/websocket HTTP/9.9\r\nHost: a\r\n\r\n",
      })
  void malformedRequestsAreRefused(String request) {
    try (RawClient client = new RawClient(server).send(request + "\r\n\r\n")) {
      assertThat(client.head()).matches("(?s)HTTP/1.1 [45]\\d\\d .*");
    }
  }
}
