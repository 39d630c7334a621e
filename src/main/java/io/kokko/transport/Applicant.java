package io.kokko.transport;

import io.kokko.message.Payload;
import io.kokko.serializer.Serializer;
import io.kokko.socket.ConnectInfo;
import io.kokko.socket.Connection;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Is a client that only the user's {@code connect} has still to let in. */
record Applicant(
    UpgradeRequest request, ConnectInfo info, Serializer serializer, @Nullable String subprotocol) {

  static final String WEBSOCKET = "websocket";

  private static final Logger LOG = LoggerFactory.getLogger(Applicant.class);

  Applicant(
      AuthToken token,
      InetSocketAddress peer,
      String transport,
      Serializer serializer,
      @Nullable String subprotocol) {
    this(token.request(), info(token, peer, transport), serializer, subprotocol);
  }

  private static ConnectInfo info(AuthToken token, InetSocketAddress peer, String transport) {
    UpgradeRequest request = token.request();
    return new ConnectInfo(peer, request.target(), request.headers(), token.value(), transport);
  }

  Admission connect(Map<String, String> params, Duration patience) {
    try {
      Connection connection = request.mount().connector().connect(params, info);
      return connection instanceof Connection.Later later
          ? new Admission.Undecided(decision(later, patience))
          : decided((Connection.Decided) connection);
    } catch (RuntimeException crash) {
      return crashed(crash);
    }
  }

  private CompletionStage<Admission.Decided> decision(Connection.Later later, Duration patience) {
    return later
        .decision()
        .thenApply(this::decided)
        .toCompletableFuture()
        .orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS)
        .exceptionally(
            failure -> failure instanceof TimeoutException ? tooSlow(patience) : crashed(failure));
  }

  private Admission.Decided decided(Connection.Decided connection) {
    if (connection instanceof Connection.Accepted accepted) {
      return new Admission.Admitted(accepted, serializer, subprotocol);
    }
    if (connection instanceof Connection.Limited limited) {
      long seconds = Math.max(1, limited.retryAfter().toSeconds());
      return new Admission.Denied(Refusal.of(429).header("retry-after", Long.toString(seconds)));
    }
    Optional<Payload> reason = ((Connection.Refused) connection).reason();
    if (request.mount().options().closeRefused() && info.transport().equals(WEBSOCKET)) {
      return new Admission.Admitted(Farewell.of(reason), serializer, subprotocol);
    }
    return reason.map(this::refused).orElseGet(() -> new Admission.Denied(403));
  }

  private Admission.Denied refused(Payload reason) {
    return new Admission.Denied(request.mount().options().errorHandler().refuse(info, reason));
  }

  private Admission.Decided crashed(Throwable crash) {
    LOG.error("connect of {} crashed for {}", request.mount().path(), info.peerAddress(), crash);
    return new Admission.Denied(500);
  }

  private Admission.Decided tooSlow(Duration patience) {
    LOG.warn(
        "connect of {} has not decided within {} for {}",
        request.mount().path(),
        patience,
        info.peerAddress());
    return new Admission.Denied(503);
  }
}
