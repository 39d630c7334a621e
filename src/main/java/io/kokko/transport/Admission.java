package io.kokko.transport;

import io.kokko.serializer.Serializer;
import io.kokko.socket.ConnectInfo;
import io.kokko.socket.Connection;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells whether a client may open a socket, before anyone looks at its upgrade headers.
 *
 * @see <a
 *     href="https://github.com/phoenixframework/phoenix/blob/v1.8/lib/phoenix/transports/websocket.ex">Phoenix.Transports.WebSocket</a>
 */
sealed interface Admission {

  /** It may, and this makes its socket. */
  record Admitted(Connection.Accepted accepted, Serializer serializer) implements Admission {}

  /** It may not, and this is the HTTP status. */
  record Denied(int status) implements Admission {}

  Logger LOG = LoggerFactory.getLogger(Admission.class);

  /** Decides; runs the user's {@code connect} if the query names a version that we speak. */
  static Admission decide(UpgradeRequest request, InetSocketAddress peer) {
    Optional<Map<String, String>> params = QueryParams.parse(request.query());
    if (params.isEmpty()) {
      return new Denied(400);
    }
    if (!isOriginAllowed(request)) {
      return new Denied(403);
    }
    return Serializer.negotiate(params.get().get("vsn"))
        .map(serializer -> connect(request, peer, params.get(), serializer))
        .orElseGet(() -> new Denied(403));
  }

  /** Tells whether the page that the request comes from may connect. */
  static boolean isOriginAllowed(UpgradeRequest request) {
    Optional<String> origin = request.values("origin").stream().findFirst();
    if (origin.isEmpty() || request.mount().checkOrigin().allows(origin.get(), request.address())) {
      return true;
    }
    LOG.error(
        "a page of {} may not open sockets at {} (to allow it, list it in"
            + " kokko.endpoint.check-origin, or name its host in kokko.endpoint.url.host)",
        origin.get(),
        request.mount().path());
    return false;
  }

  private static Admission connect(
      UpgradeRequest request,
      InetSocketAddress peer,
      Map<String, String> params,
      Serializer serializer) {
    ConnectInfo info = new ConnectInfo(peer, request.target(), request.headers());
    try {
      return request.mount().connector().connect(params, info)
              instanceof Connection.Accepted accepted
          ? new Admitted(accepted, serializer)
          : new Denied(403);
    } catch (RuntimeException crash) {
      LOG.error("connect of {} crashed for {}", request.mount().path(), peer, crash);
      return new Denied(500);
    }
  }
}
