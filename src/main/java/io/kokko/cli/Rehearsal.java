package io.kokko.cli;

import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Does what clients do, again and again, so that the JVM that serves them has met all of it. */
final class Rehearsal {

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** Whole messages of the server, one entry each. */
  private final BlockingQueue<String> received = new LinkedBlockingQueue<>();

  private final HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
  private final URI socket;

  /** Rehearses with a node of the sample application that serves at an address. */
  Rehearsal(InetSocketAddress address) {
    socket =
        URI.create(
            "ws://%s:%d/socket/websocket?vsn=2.0.0"
                .formatted(address.getAddress().getHostAddress(), address.getPort()));
  }

  /**
   * Connects, joins, pushes, leaves and closes as often as that.
   *
   * @throws IllegalStateException if the server does not answer
   */
  void run(int rounds) throws InterruptedException {
    for (int i = 0; i < rounds; i++) {
      round("bench:" + i % 10, "shout");
      round("room:" + i % 10, "new_msg");
    }
  }

  private void round(String topic, String event) throws InterruptedException {
    WebSocket webSocket =
        client.newWebSocketBuilder().buildAsync(socket, new Listener(received)).join();
    ask(webSocket, "[\"1\",\"1\",\"%s\",\"phx_join\",{}]".formatted(topic));
    ask(webSocket, "[null,\"2\",\"phoenix\",\"heartbeat\",{}]");
    ask(webSocket, "[\"1\",\"3\",\"%s\",\"echo\",{\"n\":1}]".formatted(topic));
    ask(webSocket, "[\"1\",null,\"%s\",\"%s\",{\"n\":1}]".formatted(topic, event));
    ask(webSocket, "[\"1\",\"4\",\"%s\",\"phx_leave\",{}]".formatted(topic));
    webSocket.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
    received.clear();
  }

  private void ask(WebSocket webSocket, String frame) throws InterruptedException {
    webSocket.sendText(frame, true).join();
    if (received.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS) == null) {
      throw new IllegalStateException("no answer to " + frame + " within " + PATIENCE);
    }
  }

  private record Listener(BlockingQueue<String> received) implements WebSocket.Listener {

    @Override
    public @Nullable CompletionStage<?> onText(
        WebSocket webSocket, CharSequence data, boolean last) {
      if (last) {
        received.add(data.toString());
      }
      webSocket.request(1);
      return null;
    }
  }
}
