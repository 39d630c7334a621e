package io.kokko.wire;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A long-poll client that polls when it is told to, each time on a connection of its own. */
public final class PollingClient {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final String path;
  private InetSocketAddress server;
  private String token = "";

  public PollingClient(InetSocketAddress server, String path) {
    this.server = server;
    this.path = path;
  }

  /** Opens a session, and takes its token. */
  public static PollingClient opened(InetSocketAddress server) {
    PollingClient client = new PollingClient(server, "/socket/longpoll?vsn=2.0.0");
    client.follow(client.poll());
    return client;
  }

  public String token() {
    return token;
  }

  /** Sends what comes next to another node. */
  public PollingClient at(InetSocketAddress other) {
    server = other;
    return this;
  }

  /** Polls and leaves the token as it is, like a client whose answer was lost. */
  public JsonNode poll() {
    return exchange("GET", Map.of(), "");
  }

  /** Takes the token of an answer, as phoenix.js does. */
  public JsonNode follow(JsonNode answer) {
    token = answer.get("token").textValue();
    return answer;
  }

  /** Polls as phoenix.js does, and returns the messages. */
  public List<JsonNode> next() {
    return messages(follow(poll()));
  }

  /** Returns the messages of an answer, each being JSON in a string. */
  public static List<JsonNode> messages(JsonNode answer) {
    List<JsonNode> messages = new ArrayList<>();
    answer.get("messages").forEach(message -> messages.add(json(message.textValue())));
    return messages;
  }

  /** Sends one message and returns the status. */
  public int post(String message) {
    return exchange("POST", Map.of("content-type", "application/json"), message)
        .get("status")
        .intValue();
  }

  /** Sends lines and returns the status. */
  public int postBatch(String... lines) {
    return exchange(
            "POST", Map.of("content-type", "application/x-ndjson"), String.join("\n", lines))
        .get("status")
        .intValue();
  }

  private JsonNode exchange(String method, Map<String, String> headers, String body) {
    return json(HttpAnswer.to(server, method, target(), headers, body).body());
  }

  /** Starts a poll whose answer nobody reads. */
  public Socket startPoll() {
    try {
      Socket socket = RawWebSocket.connectTo(server);
      HttpAnswer.send(socket.getOutputStream(), server, "GET", target(), Map.of(), "");
      return socket;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String target() {
    return token.isEmpty() ? path : path + "&token=" + token;
  }

  public static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(text + " (expected: JSON)", e);
    }
  }
}
