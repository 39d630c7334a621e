package io.kokko.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.kokko.message.Payload;
import io.kokko.socket.ConnectInfo;
import io.kokko.socket.ConnectInfo.Header;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The handshake, by the numbers of the protocol's rules 1 to 9.
 *
 * <p>Most of it is tried twice: with an upgrade that we read ourselves, and with one that comes
 * behind another request, which Pekko HTTP reads.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HandshakeTest {

  private enum Way {
    OURS,
    PEKKO_HTTP
  }

  private static final String TOKEN = "base64url.bearer.phx.";

  private final ServerFixture fixture =
      new ServerFixture(
          Map.ofEntries(
              Map.entry("/socket", SocketOptions.defaults()),
              Map.entry("/rooms/:room", SocketOptions.builder().webSocketPath("/:_any/ws").build()),
              Map.entry("/off", SocketOptions.builder().webSocket(false).build()),
              Map.entry("/open", SocketOptions.builder().checkOrigin(CheckOrigin.off()).build()),
              Map.entry("/chat", SocketOptions.builder().subprotocols("chat.2", "chat.1").build()),
              Map.entry("/none", SocketOptions.builder().subprotocols().build()),
              Map.entry("/token", SocketOptions.builder().authToken(true).build()),
              Map.entry(
                  "/both", SocketOptions.builder().authToken(true).subprotocols("chat").build()),
              Map.entry(
                  "/limited", SocketOptions.builder().errorHandler(HandshakeTest::limited).build()),
              Map.entry("/small", SocketOptions.builder().maxFrameBytes(10).build()),
              Map.entry(
                  "/brief", SocketOptions.builder().idleTimeout(Duration.ofMillis(300)).build())),
          "handshake-timeout = 3 s");

  @AfterEach
  void everyConnectionIsGone() {
    fixture.connector.requests.clear();
    fixture.awaitNoConnections();
  }

  @AfterAll
  void stop() {
    fixture.close();
  }

  private static Refusal limited(ConnectInfo info, Payload reason) {
    String wanted = reason.json().path("reason").asText();
    if (wanted.equals("crash")) {
      throw new IllegalStateException("handler was told to crash");
    }
    return Refusal.of(429)
        .header("Retry-After", "7")
        .header("Content-Type", "text/plain; charset=UTF-8")
        .body("zu schnell für " + wanted);
  }

  private RawClient upgrade(Way way, String target, String... headers) {
    List<String> lines = new ArrayList<>();
    lines.add("GET " + target + " HTTP/1.1");
    lines.addAll(List.of("Host: localhost", "Connection: Upgrade", "Upgrade: websocket"));
    lines.add("Sec-WebSocket-Version: 13");
    lines.add("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==");
    lines.addAll(List.of(headers));
    RawClient client = new RawClient(fixture.server);
    if (way == Way.PEKKO_HTTP) {
      client.send("GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n").response();
    }
    return client.send(String.join("\r\n", lines) + "\r\n\r\n");
  }

  /** Returns the status and, as it is sent, the subprotocol that was chosen. */
  private String outcome(Way way, String target, String... headers) {
    try (RawClient client = upgrade(way, target, headers)) {
      String head = client.head();
      String chosen =
          head.lines()
              .filter(line -> line.startsWith("sec-websocket-protocol: "))
              .map(line -> " " + line.substring(line.indexOf(' ') + 1))
              .findFirst()
              .orElse("");
      return head.substring("HTTP/1.1 ".length(), "HTTP/1.1 200".length()) + chosen;
    }
  }

  private ConnectInfo info() {
    return fixture.connector.requests.remove().info();
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void rule1PathParametersWinOverThoseOfTheQuery(Way way) {
    assertThat(outcome(way, "/rooms/lobby/x/ws?room=query&name=joe")).isEqualTo("101");

    assertThat(fixture.connector.requests.remove().params())
        .isEqualTo(Map.of("room", "lobby", "name", "joe"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/off/websocket", "/rooms/lobby/websocket", "/socket/longpoll", "/rooms/a/b/ws/x"})
  void rule1WhatIsNotMountedIsAPage(String target) {
    assertThat(outcome(Way.OURS, target)).isEqualTo("404");
  }

  @Test
  void rule1EmptySegmentsDoNotCount() {
    assertThat(outcome(Way.OURS, "/socket//websocket/")).isEqualTo("101");
  }

  /** Each row breaks one rule more than the next, so that the first broken one tells. */
  @ParameterizedTest
  @CsvSource({
    "/both/websocket?x=%zz&vsn=9&crash=1, http://evil.example, base64url.bearer.phx.%, 400",
    "/both/websocket?vsn=9&crash=1,       http://evil.example, base64url.bearer.phx.%, 403",
    "/both/websocket?vsn=9&crash=1,       http://localhost,    base64url.bearer.phx.%, 500",
    "/both/websocket?vsn=2.0.0&crash=1,   http://localhost,    unknown,                403",
    "/both/websocket?vsn=9&crash=1,       http://localhost,    chat,                   403",
    "/both/websocket?vsn=2.0.0&crash=1,   http://localhost,    chat,                   500",
    "/both/websocket?vsn=2.0.0&reject=1,  http://localhost,    chat,                   403",
  })
  void rule2TheFirstCheckThatFailsGivesTheStatus(
      String target, String origin, String protocol, String status) {
    for (Way way : Way.values()) {
      fixture.connector.requests.clear();

      assertThat(outcome(way, target, "Origin: " + origin, "Sec-WebSocket-Protocol: " + protocol))
          .as("%s", way)
          .startsWith(status);
      assertThat(fixture.connector.requests.size())
          .isEqualTo(protocol.equals("chat") && target.contains("vsn=2.0.0") ? 1 : 0);
    }
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void rule3ErrorHandlerWordsTheRefusal(Way way) {
    try (RawClient client = upgrade(way, "/limited/websocket?reason=joe")) {
      String response = client.response();

      assertThat(response).startsWith("HTTP/1.1 429 Too Many Requests\r\n");
      assertThat(response)
          .containsIgnoringCase("\r\nretry-after: 7\r\n")
          .containsIgnoringCase("\r\ncontent-type: text/plain; charset=utf-8\r\n")
          .endsWith("\r\n\r\nzu schnell f\u00c3\u00bcr joe");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "/socket/websocket?reason=joe, 403",
    "/limited/websocket?reject=1, 403",
    "/limited/websocket?reason=crash, 500",
  })
  void rule3ErrorHandlerIsAskedOnlyForReasons(String target, String status) {
    for (Way way : Way.values()) {
      assertThat(outcome(way, target)).isEqualTo(status);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'',                 101",
    "vsn=1.0.3,          101",
    "vsn=2.0.1-rc.1,     101",
    "vsn=2.0.0%2Bb,      101",
    "vsn=9&vsn=2.0.0,    101",
    "vsn=2.0.0&vsn=9,    403",
    "vsn=2.0.0-rc.1,     403",
    "vsn,                403",
    "vsn[]=2.0.0,        403",
    "vsn%5Bmajor%5D=2,   403",
  })
  void rule4VersionOfTheQueryIsSpokenOrRefused(String query, String status) {
    for (Way way : Way.values()) {
      assertThat(outcome(way, "/socket/websocket?" + query)).as("%s", way).isEqualTo(status);
    }
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void rule5SocketHasItsOwnOrigins(Way way) {
    String foreign = "Origin: http://elsewhere.example";

    assertThat(outcome(way, "/socket/websocket", foreign)).isEqualTo("403");
    assertThat(outcome(way, "/open/websocket", foreign)).isEqualTo("101");
    assertThat(outcome(way, "/open/websocket", "Origin: null")).isEqualTo("101");
    assertThat(outcome(way, "/socket/websocket", "Origin: null")).isEqualTo("403");
  }

  @ParameterizedTest
  @CsvSource({
    "/socket, 'any, other',      101",
    "/chat,   'chat.1, chat.2',  101 chat.2",
    "/chat,   'x,chat.1',        101 chat.1",
    "/chat,   other,             403",
    "/chat,   CHAT.1,            403",
    "/chat,   ',',               403",
    "/none,   any,               403",
    "/both,   'chat, phoenix',   101 phoenix",
    "/token,  phoenix,           101 phoenix",
    "/token,  other,             403",
  })
  void rule6TheServersFirstChoiceIsEchoed(String socket, String offered, String outcome) {
    for (Way way : Way.values()) {
      assertThat(outcome(way, socket + "/websocket", "Sec-WebSocket-Protocol: " + offered))
          .as("%s", way)
          .isEqualTo(outcome);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/socket", "/chat", "/none", "/token"})
  void rule6NobodyHasToOfferASubprotocol(String socket) {
    assertThat(outcome(Way.OURS, socket + "/websocket")).isEqualTo("101");
  }

  /** {@code dG9rOnU/} is {@code tok:u?}, with a letter that base64url does not have. */
  @ParameterizedTest
  @CsvSource({
    "/token, 'phoenix, base64url.bearer.phx.dG9rOnU/', tok:u?, 101 phoenix, phoenix",
    "/token, 'base64url.bearer.phx.dG9yMQ==,phoenix',  tor1,   101 phoenix, phoenix",
    "/token, 'base64url.bearer.phx.dG9yMQ',            tor1,   101,         ''",
    "/token, 'base64url.bearer.phx.,phoenix',          '',     101 phoenix, phoenix",
    "/both,  'base64url.bearer.phx.dG9y, chat',        tor,    101 chat,    chat",
    "/both,  'chat,base64url.bearer.phx.dG9y,phoenix', tor,    101 phoenix, 'chat, phoenix'",
  })
  void rule7TokenIsTakenOutOfTheSubprotocols(
      String socket, String offered, String token, String outcome, String left) {
    for (Way way : Way.values()) {
      assertThat(outcome(way, socket + "/websocket", "Sec-WebSocket-Protocol: " + offered))
          .as("%s", way)
          .isEqualTo(outcome);
      ConnectInfo info = info();
      assertThat(info.authToken()).contains(token);
      assertThat(info.header("sec-websocket-protocol").orElse("")).isEqualTo(left);
      assertThat(info.headers().toString()).doesNotContain(TOKEN);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "/socket, 'phoenix, base64url.bearer.phx.dG9y',                              101",
    "/token,  'phoenix, base64url.bearer.phx.dG9y, base64url.bearer.phx.dG9y',   101 phoenix",
    "/token,  phoenix,                                                           101 phoenix",
  })
  void rule7NoTokenOrManyAreNone(String socket, String offered, String outcome) {
    for (Way way : Way.values()) {
      assertThat(outcome(way, socket + "/websocket", "Sec-WebSocket-Protocol: " + offered))
          .isEqualTo(outcome);
      ConnectInfo info = info();
      assertThat(info.authToken()).isEmpty();
      assertThat(info.header("sec-websocket-protocol")).contains(offered);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"dG9-", "dG9_", "d", "dG9y=", "%%%%"})
  void rule7UndecodableTokenIsAServerError(String token) {
    String header = "Sec-WebSocket-Protocol: phoenix, " + TOKEN + token;
    for (Way way : Way.values()) {
      assertThat(outcome(way, "/token/websocket", header)).isEqualTo("500");
    }
    assertThat(fixture.connector.requests).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void rule8ConnectInfoHasWhatPhoenixOffers(Way way) {
    String[] headers = {
      "User-Agent: test/1", "X-Forwarded-For: 10.0.0.1", "traceparent: 00-a-b-01", "tracestate: c=d"
    };
    try (RawClient client = upgrade(way, "/socket/websocket?a=1", headers)) {
      client.head();

      ConnectInfo info = info();
      assertThat(info.peerAddress()).isEqualTo(client.socket().getLocalSocketAddress());
      assertThat(info.uri()).isEqualTo("/socket/websocket?a=1");
      assertThat(info.host()).contains("localhost");
      assertThat(info.userAgent()).contains("test/1");
      assertThat(info.xHeaders()).containsExactly(new Header("x-forwarded-for", "10.0.0.1"));
      assertThat(info.traceContextHeaders())
          .containsExactly(new Header("traceparent", "00-a-b-01"), new Header("tracestate", "c=d"));
      assertThat(info.secWebSocketHeaders())
          .contains(new Header("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ=="));
    }
  }

  @Test
  void rule9SocketHasItsOwnFrameLimitAndIdleTimeout() {
    try (RawClient large = upgrade(Way.OURS, "/small/websocket");
        RawClient silent = upgrade(Way.PEKKO_HTTP, "/brief/websocket");
        RawClient other = upgrade(Way.OURS, "/socket/websocket")) {
      large.head();
      silent.head();
      other.head();

      assertThat(large.text("0123456789").frame().text()).isEqualTo("0123456789");
      assertThat(large.text("0123456789+").closeCode()).isEqualTo(1009);
      assertThat(silent.closeCode()).isEqualTo(1002);
      assertThat(other.text("0123456789+").frame().text()).isEqualTo("0123456789+");
    }
  }

  @ParameterizedTest
  @CsvSource({"ok, 101", "reject, 403", "crash, 500", "never, 503"})
  void connectMayTakeItsTimeButNotForEver(String decision, String status) {
    for (Way way : Way.values()) {
      assertThat(outcome(way, "/socket/websocket?later=" + decision)).isEqualTo(status);
    }
    fixture.awaitNoConnections();
    fixture.connector.undecided.forEach(late -> late.complete(null));
    fixture.connector.undecided.clear();
  }

  @Test
  void whatComesBehindAnUpgradeWaitsForItsConnect() {
    try (RawClient client = upgrade(Way.OURS, "/socket/websocket?later=ok").text("early")) {
      assertThat(client.head()).startsWith("HTTP/1.1 101 ");
      assertThat(client.frame().text()).isEqualTo("early");
      assertThat(client.text("later").frame().text()).isEqualTo("later");
    }
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void clientThatIsGoneBeforeConnectDecidesLeavesNothingBehind(Way way) {
    RawClient client = upgrade(way, "/socket/websocket?later=never");
    ServerFixture.eventually(() -> !fixture.connector.undecided.isEmpty());

    client.reset();

    fixture.awaitNoConnections();
    fixture.connector.undecided.clear();
  }
}
