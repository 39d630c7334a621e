package io.kokko.transport;

import io.kokko.serializer.Serializer;
import io.kokko.socket.Connection;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells whether a client may open a socket, before anyone looks at its upgrade headers.
 *
 * <p>The order is Phoenix's: query, origin, token, subprotocols, version, {@code connect}.
 *
 * @see <a
 *     href="https://github.com/phoenixframework/phoenix/blob/v1.8/lib/phoenix/transports/websocket.ex">Phoenix.Transports.WebSocket</a>
 */
sealed interface Admission {

  /** Is known now. */
  sealed interface Decided extends Admission {}

  /** It may, and this makes its socket. */
  record Admitted(Connection.Accepted accepted, Serializer serializer, @Nullable String subprotocol)
      implements Decided {}

  /** It may not, and this is what it is told. */
  record Denied(Refusal refusal) implements Decided {

    Denied(int status) {
      this(Refusal.of(status));
    }
  }

  /** Its {@code connect} is under way; the stage completes in time, and never fails. */
  record Undecided(CompletionStage<Decided> decision) implements Admission {}

  Logger LOG = LoggerFactory.getLogger(Admission.class);

  /**
   * Decides; runs the user's {@code connect} if nothing speaks against it before.
   *
   * @param patience how long {@code connect} may take
   */
  static Admission decide(UpgradeRequest request, InetSocketAddress peer, Duration patience) {
    Optional<Map<String, String>> query = QueryParams.parse(request.query());
    if (query.isEmpty()) {
      return new Denied(400);
    }
    if (!isOriginAllowed(request)) {
      return new Denied(403);
    }
    Optional<AuthToken> token = AuthToken.takeFrom(request);
    if (token.isEmpty()) {
      LOG.debug("{} sent a token that is no base64", peer);
      return new Denied(500);
    }
    Subprotocols subprotocols = Subprotocols.of(token.get().request());
    Map<String, String> params = params(query.get(), request);
    Optional<Serializer> serializer = serializer(params);
    if (!subprotocols.isAcceptable() || serializer.isEmpty()) {
      return new Denied(403);
    }
    return new Applicant(
            token.get(), peer, Applicant.WEBSOCKET, serializer.get(), subprotocols.chosen())
        .connect(params, patience);
  }

  /** Tells whether the page that the request comes from may connect. */
  static boolean isOriginAllowed(UpgradeRequest request) {
    List<String> origins = request.values("origin");
    if (origins.isEmpty()
        || request.mount().checkOrigin().allows(origins.get(0), request.address())) {
      return true;
    }
    LOG.error(
        "a page of {} may not open sockets at {} (to allow it, list it in"
            + " kokko.endpoint.check-origin, or name its host in kokko.endpoint.url.host)",
        origins.get(0),
        request.mount().path());
    return false;
  }

  /** Chooses by {@code vsn}, which is refused where it is {@code vsn[]}: a list, or a map. */
  static Optional<Serializer> serializer(Map<String, String> params) {
    for (String name : params.keySet()) {
      if (name.startsWith("vsn[")) {
        return Optional.empty();
      }
    }
    return Serializer.negotiate(params.get("vsn"));
  }

  /** Parameters of the path win over those of the query. */
  private static Map<String, String> params(Map<String, String> query, UpgradeRequest request) {
    Map<String, String> path = request.mount().webSocketParams(request.path()).orElse(Map.of());
    if (path.isEmpty()) {
      return query;
    }
    Map<String, String> both = new HashMap<>(query);
    both.putAll(path);
    return both;
  }
}
