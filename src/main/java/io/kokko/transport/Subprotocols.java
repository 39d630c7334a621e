package io.kokko.transport;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the subprotocol of a WebSocket.
 *
 * @param isAcceptable whether the client may go on: it asked for none, or for one that we speak, or
 *     nobody cares
 * @param chosen what the server is to answer, if anything
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6455#section-11.3.4">RFC 6455, 11.3.4</a>
 */
record Subprotocols(boolean isAcceptable, @Nullable String chosen) {

  static final String HEADER = "sec-websocket-protocol";

  /** What a client asks for that sends a token, since browsers want one of theirs echoed. */
  private static final String PHOENIX = "phoenix";

  /** Chooses the first of the server's that the client offers. */
  static Subprotocols of(UpgradeRequest request) {
    Optional<List<String>> spoken = spoken(request.mount().options());
    if (spoken.isEmpty() || request.values(HEADER).isEmpty()) {
      return new Subprotocols(true, null);
    }
    List<String> offered = offered(request);
    return spoken.get().stream()
        .filter(offered::contains)
        .findFirst()
        .map(chosen -> new Subprotocols(true, chosen))
        .orElseGet(() -> new Subprotocols(false, null));
  }

  private static Optional<List<String>> spoken(SocketOptions options) {
    if (!options.authToken()) {
      return options.subprotocols();
    }
    List<String> spoken = new ArrayList<>(List.of(PHOENIX));
    spoken.addAll(options.subprotocols().orElse(List.of()));
    return Optional.of(spoken);
  }

  /** Returns what the client offers; as in Phoenix, only its first header counts. */
  static List<String> offered(UpgradeRequest request) {
    return request.values(HEADER).stream()
        .limit(1)
        .flatMap(value -> Arrays.stream(value.split(",", -1)))
        .map(String::strip)
        .filter(protocol -> !protocol.isEmpty())
        .toList();
  }
}
