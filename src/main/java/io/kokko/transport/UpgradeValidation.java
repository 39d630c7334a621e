package io.kokko.transport;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Checks the headers of an upgrade, and says what is wrong in the words that Phoenix uses.
 *
 * @see <a
 *     href="https://github.com/phoenixframework/websock_adapter/blob/main/lib/websock_adapter/upgrade_validation.ex">WebSockAdapter.UpgradeValidation</a>
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6455#section-4.2.1">RFC 6455, 4.2.1</a>
 */
final class UpgradeValidation {

  private static final String VERSION = "13";

  /** Returns the first thing that is wrong, or empty if the client may be upgraded. */
  static Optional<String> complaint(UpgradeRequest request) {
    if (!request.protocol().equals("HTTP/1.1")) {
      return Optional.of("HTTP version " + request.protocol() + " unsupported");
    }
    return absent(request, "host")
        .or(() -> without(request, "connection", "upgrade"))
        .or(() -> without(request, "upgrade", "websocket"))
        .or(() -> absent(request, "sec-websocket-key"))
        .or(() -> otherVersion(request));
  }

  private static Optional<String> absent(UpgradeRequest request, String name) {
    return request.values(name).isEmpty()
        ? Optional.of("'" + name + "' header is absent")
        : Optional.empty();
  }

  private static Optional<String> without(UpgradeRequest request, String name, String word) {
    return request.contains(name, word)
        ? Optional.empty()
        : Optional.of(
            "'" + name + "' header must contain '" + word + "', got " + inspected(request, name));
  }

  private static Optional<String> otherVersion(UpgradeRequest request) {
    String name = "sec-websocket-version";
    return request.values(name).equals(List.of(VERSION))
        ? Optional.empty()
        : Optional.of(
            "'" + name + "' header must equal '" + VERSION + "', got " + inspected(request, name));
  }

  /** Writes the values as Elixir's {@code inspect} does. */
  private static String inspected(UpgradeRequest request, String name) {
    return request.values(name).stream()
        .map(value -> '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"')
        .collect(Collectors.joining(", ", "[", "]"));
  }

  private UpgradeValidation() {}
}
