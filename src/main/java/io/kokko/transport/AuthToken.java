package io.kokko.transport;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kokko.socket.ConnectInfo.Header;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * Takes the token of a client out of its request. Browsers let a page set no header of an upgrade
 * but the subprotocols, so phoenix.js puts it there, in base64.
 *
 * @param request the request as if the token had not been in it
 */
record AuthToken(UpgradeRequest request, Optional<String> value) {

  private static final String PREFIX = "base64url.bearer.phx.";

  /**
   * Takes it, if the socket's options say so and the request has exactly one; returns empty if it
   * is no base64. The alphabet is the standard one, whatever the prefix says, and the padding may
   * be missing.
   */
  static Optional<AuthToken> takeFrom(UpgradeRequest request) {
    if (!request.mount().options().authToken()) {
      return Optional.of(new AuthToken(request, Optional.empty()));
    }
    List<String> others = new ArrayList<>(Subprotocols.offered(request));
    List<String> tokens = others.stream().filter(offer -> offer.startsWith(PREFIX)).toList();
    if (tokens.size() != 1) {
      return Optional.of(new AuthToken(request, Optional.empty()));
    }
    others.removeAll(tokens);
    return decode(tokens.get(0).substring(PREFIX.length()))
        .map(token -> new AuthToken(without(request, others), Optional.of(token)));
  }

  /** Takes it as it stands in a header of its own, if there is one. */
  static AuthToken takeFrom(UpgradeRequest request, String header) {
    Optional<String> token = request.values(header).stream().findFirst();
    List<Header> others = new ArrayList<>(request.headers());
    others.removeIf(other -> other.name().equals(header));
    return new AuthToken(with(request, others), token);
  }

  private static Optional<String> decode(String base64) {
    try {
      return Optional.of(new String(Base64.getDecoder().decode(base64), UTF_8));
    } catch (IllegalArgumentException undecodable) {
      return Optional.empty();
    }
  }

  private static UpgradeRequest without(UpgradeRequest request, List<String> otherProtocols) {
    List<Header> headers = new ArrayList<>(request.headers());
    headers.removeIf(header -> header.name().equals(Subprotocols.HEADER));
    if (!otherProtocols.isEmpty()) {
      headers.add(new Header(Subprotocols.HEADER, String.join(", ", otherProtocols)));
    }
    return with(request, headers);
  }

  private static UpgradeRequest with(UpgradeRequest request, List<Header> headers) {
    return new UpgradeRequest(
        request.mount(), request.protocol(), request.scheme(), request.target(), headers);
  }
}
