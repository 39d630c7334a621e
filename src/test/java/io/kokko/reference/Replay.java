package io.kokko.reference;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kokko.reference.Scenario.Line;
import io.kokko.wire.HttpAnswer;
import io.kokko.wire.RawFrame;
import io.kokko.wire.RawWebSocket;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Plays one scenario against a running server.
 *
 * <p>The frames of each client must come exactly in the transcript's order. That nothing comes
 * where the transcript shows nothing is seen by what comes next: the answer to a later line, or to
 * the heartbeat that ends the scenario for every client that is still connected.
 */
final class Replay implements AutoCloseable {

  private static final Pattern UPGRADE_HEADER =
      Pattern.compile("upgrade with ([\\w-]+): (.*) \\(.*");
  private static final String OFFERS_COMPRESSION = "client offers permessage-deflate";

  private final InetSocketAddress server;
  private final Runnable stopServer;
  private final Map<String, String> upgradeHeaders;
  private final Map<Character, Client> clients = new LinkedHashMap<>();

  private final Metas metas = new Metas();
  private String token = "";
  private @Nullable HttpAnswer answered;

  private Replay(
      InetSocketAddress server, Runnable stopServer, Map<String, String> upgradeHeaders) {
    this.server = server;
    this.stopServer = stopServer;
    this.upgradeHeaders = upgradeHeaders;
  }

  /** Plays a scenario against a server that goes on afterwards. */
  static void play(Scenario scenario, InetSocketAddress server) {
    play(
        scenario,
        server,
        () -> {
          throw new IllegalStateException("this server is not to be stopped");
        });
  }

  /**
   * Plays a scenario against a server of its own.
   *
   * @param stopServer begins to stop it, and does not wait
   */
  static void play(Scenario scenario, InetSocketAddress server, Runnable stopServer) {
    try (Replay replay = new Replay(server, stopServer, upgradeHeaders(scenario.name()))) {
      for (Line line : scenario.lines()) {
        replay.play(line);
      }
      replay.clients.values().forEach(Client::expectNothingMore);
    }
  }

  /** Names what the headline says about the request, which its lines do not show. */
  private static Map<String, String> upgradeHeaders(String headline) {
    if (headline.contains(OFFERS_COMPRESSION)) {
      return Map.of("Sec-WebSocket-Extensions", "permessage-deflate; client_max_window_bits");
    }
    Matcher header = UPGRADE_HEADER.matcher(headline);
    return header.matches() ? Map.of(header.group(1), header.group(2)) : Map.of();
  }

  private void play(Line line) {
    Step step = Grammar.step(line);
    try {
      step.play(this);
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError(line + ": " + e.getMessage(), e);
    }
  }

  void connect(char name, String target) {
    Client before =
        clients.put(name, new Client(target, RawWebSocket.open(server, target, upgradeHeaders)));
    if (before != null) {
      before.close();
    }
  }

  void expectUpgrade(char name) {
    Client client = client(name);
    assertThat(client.socket().isUpgraded()).as("%s", client.answer()).isTrue();
    assertThat(client.answer().headers())
        .doesNotContainKeys("sec-websocket-extensions", "sec-websocket-protocol");
  }

  void expectRefusal(char name, int status, String body) {
    assertThat(client(name).answer().status()).isEqualTo(status);
    assertThat(client(name).answer().body()).isEqualTo(body);
  }

  void expectNoSubprotocol(char name) {
    assertThat(client(name).answer().headers()).doesNotContainKey("sec-websocket-protocol");
  }

  void send(char name, RawFrame frame) {
    client(name).queue(frame);
  }

  void expectJson(char name, JsonNode json) {
    RawFrame frame = read(name);
    assertThat(frame.opcode()).as("opcode of %s", frame).isEqualTo(RawFrame.TEXT);
    assertThat(metas.heard(Grammar.json(frame.asText()))).isEqualTo(metas.told(json));
  }

  void expectFrame(char name, RawFrame frame) {
    assertThat(read(name)).isEqualTo(frame);
  }

  void expectClose(char name, int code, String reason) {
    RawFrame close = read(name);
    assertThat(close.opcode()).as("opcode of %s", close).isEqualTo(RawFrame.CLOSE);
    assertThat(close.closeCode()).isEqualTo(code);
    assertThat(close.closeReason()).isEqualTo(reason);
    client(name).end(close);
  }

  void expectClosed(char name) {
    assertThat(client(name).isEnded()).isTrue();
  }

  void stopServer() {
    flush();
    stopServer.run();
  }

  /** Lets time pass, which is what the scenario is about. */
  void pause(Duration duration) {
    flush();
    long end = System.nanoTime() + duration.toNanos();
    while (System.nanoTime() < end) {
      LockSupport.parkNanos(end - System.nanoTime());
    }
  }

  void call(String target, String body) {
    flush();
    HttpAnswer answer =
        HttpAnswer.to(server, "POST", target, Map.of("content-type", "application/json"), body);
    assertThat(answer.status()).as("%s", answer).isEqualTo(200);
  }

  void exchange(
      String method, String target, Map<String, String> headers, int status, String body) {
    HttpAnswer answer = HttpAnswer.to(server, method, target, headers, "");
    assertThat(answer.status()).as("%s", answer).isEqualTo(status);
    assertThat(answer.body()).isEqualTo(body);
  }

  /** The transcript's client goes on with its first token, whatever the answers bring. */
  void request(String method, String target, String contentType, String body) {
    answered =
        HttpAnswer.to(
            server,
            method,
            target.replace("<T>", token),
            body.isEmpty() ? Map.of() : Map.of("content-type", contentType),
            body);
  }

  void expectAnswer(int status, String contentType, String body) {
    HttpAnswer answer = Objects.requireNonNull(answered, "no request");
    assertThat(answer.status()).as("%s", answer).isEqualTo(status);
    assertThat(answer.headers()).containsEntry("access-control-allow-origin", "*");
    if (contentType.isEmpty()) {
      assertThat(answer.body()).isEmpty();
      return;
    }
    assertThat(answer.headers()).containsEntry("content-type", contentType);
    JsonNode got = Grammar.json(answer.body());
    if (got.hasNonNull("token")) {
      token = token.isEmpty() ? got.get("token").textValue() : token;
      ((ObjectNode) got).put("token", "<T>");
    }
    assertThat(readable(got)).isEqualTo(readable(Grammar.json(body)));
  }

  /** Reads the JSON within the strings, so that the order of keys does not matter there either. */
  private static JsonNode readable(JsonNode answer) {
    if (answer.get("messages") instanceof ArrayNode messages) {
      for (int i = 0; i < messages.size(); i++) {
        messages.set(i, Grammar.json(messages.get(i).textValue()));
      }
    }
    return answer;
  }

  /** Sends what waits, of all clients: what one is to see may need what another one sent. */
  private RawFrame read(char name) {
    flush();
    return client(name).socket().read();
  }

  private void flush() {
    clients.values().forEach(Client::flush);
  }

  private Client client(char name) {
    Client client = clients.get(name);
    if (client == null) {
      throw new IllegalStateException("client " + name + " is not connected");
    }
    return client;
  }

  @Override
  public void close() {
    clients.values().forEach(Client::close);
  }
}
