package io.kokko.browser;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Talks with one browser. Each tab is a session on the one connection.
 *
 * @see <a href="https://chromedevtools.github.io/devtools-protocol/">Chrome DevTools Protocol</a>
 */
final class DevTools implements AutoCloseable, WebSocket.Listener {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Map<Integer, CompletableFuture<JsonNode>> answers = new ConcurrentHashMap<>();
  private final Map<String, Consumer<JsonNode>> listeners = new ConcurrentHashMap<>();
  private final AtomicInteger lastId = new AtomicInteger();
  private final StringBuilder message = new StringBuilder();
  private final WebSocket socket;

  DevTools(String url) {
    socket =
        HttpClient.newHttpClient().newWebSocketBuilder().buildAsync(URI.create(url), this).join();
  }

  /** Hands the events of a session on, on the connection's thread. */
  void listen(String session, Consumer<JsonNode> listener) {
    listeners.put(session, listener);
  }

  /**
   * Calls a method, and waits for its result.
   *
   * @param session null for the browser itself
   * @throws AssertionError if the browser refuses, or does not answer in time
   */
  JsonNode call(@Nullable String session, String method, Map<String, ?> params, Duration patience) {
    int id = lastId.incrementAndGet();
    CompletableFuture<JsonNode> answer = new CompletableFuture<>();
    answers.put(id, answer);
    ObjectNode call = JSON.createObjectNode().put("id", id).put("method", method);
    call.set("params", JSON.valueToTree(params));
    if (session != null) {
      call.put("sessionId", session);
    }
    try {
      send(call.toString());
      return result(method, answer.get(patience.toMillis(), TimeUnit.MILLISECONDS));
    } catch (ExecutionException | TimeoutException e) {
      throw new AssertionError(method + " was not answered within " + patience, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(method + " was interrupted", e);
    } finally {
      answers.remove(id);
    }
  }

  /** A WebSocket of the JDK takes one message at a time. */
  private synchronized void send(String text) {
    socket.sendText(text, true).join();
  }

  private static JsonNode result(String method, JsonNode answer) {
    if (answer.has("error")) {
      throw new AssertionError(method + ": " + answer.get("error"));
    }
    return answer.path("result");
  }

  @Override
  public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
    message.append(part);
    if (last) {
      String whole = message.toString();
      message.setLength(0);
      handle(whole);
    }
    from.request(1);
    return null;
  }

  private void handle(String text) {
    JsonNode incoming;
    try {
      incoming = JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("not JSON: " + text, e);
    }
    if (!incoming.has("id")) {
      listeners.getOrDefault(incoming.path("sessionId").asText(), event -> {}).accept(incoming);
      return;
    }
    CompletableFuture<JsonNode> answer = answers.get(incoming.get("id").intValue());
    if (answer != null) {
      answer.complete(incoming);
    }
  }

  @Override
  public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
    fail(new IllegalStateException("the browser has closed: " + code + ' ' + reason));
    return null;
  }

  @Override
  public void onError(WebSocket from, Throwable failure) {
    fail(failure);
  }

  private void fail(Throwable failure) {
    answers.values().forEach(answer -> answer.completeExceptionally(failure));
  }

  @Override
  public void close() {
    socket.abort();
  }
}
