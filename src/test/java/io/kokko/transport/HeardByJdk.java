package io.kokko.transport;

import java.net.http.WebSocket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Is told what the WebSocket client of the JDK hears: its first text, and the code of the close.
 */
record HeardByJdk(CompletableFuture<String> text, CompletableFuture<Integer> closed)
    implements WebSocket.Listener {

  @Override
  public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
    text.complete(data.toString());
    webSocket.request(1);
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public CompletionStage<?> onClose(WebSocket webSocket, int code, String reason) {
    closed.complete(code);
    return CompletableFuture.completedFuture(null);
  }
}
