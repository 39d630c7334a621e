package io.kokko.socket;

import io.kokko.channel.ChannelRuntime;
import io.kokko.channel.Transport;
import io.kokko.message.Payload;
import io.kokko.serializer.Serializer;
import io.kokko.telemetry.TelemetryEvent;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.typed.Behavior;
import org.jspecify.annotations.Nullable;

/** Opens sockets of one kind. */
record SocketConnector<A>(
    SocketHandler<A> handler, ChannelRuntime runtime, SocketRuntime sockets, Executor blocking)
    implements Connector {

  private static final Connection.Refused REVOKED =
      new Connection.Refused(Optional.of(Payload.of(Map.of("reason", "token revoked"))));

  @Override
  public Connection connect(Map<String, String> params, ConnectInfo info) {
    if (!runtime.telemetry().isListening()) {
      return paced(params, info);
    }
    long started = System.nanoTime();
    Connection connection = paced(params, info);
    if (connection instanceof Connection.Later later) {
      return new Connection.Later(
          later.decision().whenComplete((decided, crash) -> tell(started, params, info, decided)));
    }
    tell(started, params, info, (Connection.Decided) connection);
    return connection;
  }

  private void tell(
      long started,
      Map<String, String> params,
      ConnectInfo info,
      Connection.@Nullable Decided decided) {
    if (decided != null) {
      runtime
          .telemetry()
          .emit(
              new TelemetryEvent.SocketConnected(
                  Duration.ofNanos(System.nanoTime() - started),
                  info.transport(),
                  info.path(),
                  params.getOrDefault("vsn", Serializer.DEFAULT_VERSION),
                  params,
                  decided instanceof Connection.Accepted));
    }
    if (decided instanceof Connection.Limited) {
      runtime.telemetry().emit(new TelemetryEvent.RateLimited("connect"));
    }
  }

  /**
   * Lets a client wait that connects too often: its address before the user's code, then its id.
   */
  private Connection paced(Map<String, String> params, ConnectInfo info) {
    Limits limits = sockets.limits();
    if (!limits.limitConnects()) {
      return open(params, info);
    }
    return afterWait(
        limits.reserveByAddress(limits.address(info)), () -> pacedByUser(open(params, info)));
  }

  private Connection pacedByUser(Connection connection) {
    if (connection instanceof Connection.Later later) {
      return new Connection.Later(
          later.decision().thenCompose(decided -> decision(pacedByUser(decided))));
    }
    return connection instanceof Admitted<?> admitted && admitted.id().isPresent()
        ? afterWait(sockets.limits().reserveByUser(admitted.id().get()), () -> connection)
        : connection;
  }

  private interface Step {
    Connection take();
  }

  private Connection afterWait(long nanos, Step step) {
    if (nanos < 0) {
      return new Connection.Limited(sockets.limits().maxConnectDelay());
    }
    if (nanos == 0) {
      return step.take();
    }
    Executor afterwards = CompletableFuture.delayedExecutor(nanos, TimeUnit.NANOSECONDS, blocking);
    return new Connection.Later(
        CompletableFuture.supplyAsync(step::take, afterwards)
            .thenCompose(SocketConnector::decision));
  }

  private static CompletionStage<Connection.Decided> decision(Connection connection) {
    return connection instanceof Connection.Later later
        ? later.decision()
        : CompletableFuture.completedFuture((Connection.Decided) connection);
  }

  private Connection open(Map<String, String> params, ConnectInfo info) {
    if (handler.isBlocking()) {
      return later(CompletableFuture.supplyAsync(() -> result(params, info), blocking), info);
    }
    ConnectResult<A> result = result(params, info);
    return result instanceof ConnectResult.Later<A> later
        ? later(later.result(), info)
        : decided(result, info);
  }

  private ConnectResult<A> result(Map<String, String> params, ConnectInfo info) {
    try {
      return handler.connect(params, info);
    } catch (Exception e) {
      throw new ConnectCrashedException(e);
    }
  }

  private Connection.Later later(CompletionStage<ConnectResult<A>> result, ConnectInfo info) {
    return new Connection.Later(decision(result, info));
  }

  private CompletionStage<Connection.Decided> decision(
      CompletionStage<ConnectResult<A>> stage, ConnectInfo info) {
    return stage.thenCompose(
        result ->
            result instanceof ConnectResult.Later<A> later
                ? decision(later.result(), info)
                : CompletableFuture.completedFuture(decided(result, info)));
  }

  private Connection.Decided decided(ConnectResult<A> result, ConnectInfo info) {
    if (result instanceof ConnectResult.Ok<A> ok) {
      return isRevoked(ok.assigns()) ? REVOKED : new Admitted<>(this, ok.assigns(), info);
    }
    return new Connection.Refused(((ConnectResult.Refused<A>) result).reason());
  }

  private boolean isRevoked(A assigns) {
    TokenPolicy<A> policy = handler.tokens();
    String tokenId = policy == null ? null : policy.id(assigns);
    return tokenId != null && sockets.revocations().contains(tokenId);
  }

  /** Makes the actors of one client's socket. */
  private record Admitted<A>(SocketConnector<A> connector, A assigns, ConnectInfo info)
      implements Connection.Accepted {

    Optional<String> id() {
      return connector.handler.id(assigns);
    }

    @Override
    public Behavior<SocketActor.Command> socket(Serializer serializer, Transport transport) {
      Limits limits = connector.sockets.limits();
      return SocketActor.create(
          connector.handler,
          connector.sockets,
          connector.runtime,
          serializer,
          transport,
          assigns,
          limits.limitSockets() ? limits.socket(info, id()) : null);
    }
  }
}
