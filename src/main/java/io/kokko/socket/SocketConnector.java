package io.kokko.socket;

import io.kokko.channel.ChannelRuntime;
import io.kokko.channel.Transport;
import io.kokko.message.Payload;
import io.kokko.serializer.Serializer;
import io.kokko.telemetry.TelemetryEvent;
import io.kokko.telemetry.TraceContext;
import io.kokko.telemetry.Tracing;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
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
    Tracing tracing = runtime.telemetry().tracing();
    return tracing.isOn()
        ? traced(
            tracing.connect(info.path(), info.transport(), carrier(params, info)), params, info)
        : timed(params, info, null);
  }

  /** A browser's WebSocket has no headers of its own, but its URL has a query. */
  private static Function<String, @Nullable String> carrier(
      Map<String, String> params, ConnectInfo info) {
    return name -> info.header(name).orElseGet(() -> params.get(name));
  }

  private Connection traced(Tracing.Span span, Map<String, String> params, ConnectInfo info) {
    Tracing.Scope scope = span.enter();
    Connection connection;
    try {
      connection = timed(params, info, span.context());
    } catch (RuntimeException e) {
      span.fail(e);
      span.end();
      throw e;
    } finally {
      scope.close();
    }
    if (connection instanceof Connection.Later later) {
      return new Connection.Later(
          later.decision().whenComplete((decided, failure) -> end(span, failure)));
    }
    span.end();
    return connection;
  }

  private static void end(Tracing.Span span, @Nullable Throwable failure) {
    if (failure != null) {
      span.fail(failure);
    }
    span.end();
  }

  private Connection timed(
      Map<String, String> params, ConnectInfo info, @Nullable TraceContext trace) {
    if (!runtime.telemetry().isListening()) {
      return paced(params, info, trace);
    }
    long started = System.nanoTime();
    Connection connection = paced(params, info, trace);
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
  private Connection paced(
      Map<String, String> params, ConnectInfo info, @Nullable TraceContext trace) {
    Limits limits = sockets.limits();
    if (!limits.limitConnects()) {
      return open(params, info, trace);
    }
    return afterWait(
        limits.reserveByAddress(limits.address(info)),
        () -> pacedByUser(open(params, info, trace)));
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

  private Connection open(
      Map<String, String> params, ConnectInfo info, @Nullable TraceContext trace) {
    if (handler.isBlocking()) {
      return later(
          CompletableFuture.supplyAsync(() -> result(params, info), blocking), info, trace);
    }
    ConnectResult<A> result = result(params, info);
    return result instanceof ConnectResult.Later<A> later
        ? later(later.result(), info, trace)
        : decided(result, info, trace);
  }

  private ConnectResult<A> result(Map<String, String> params, ConnectInfo info) {
    try {
      return handler.connect(params, info);
    } catch (Exception e) {
      throw new ConnectCrashedException(e);
    }
  }

  private Connection.Later later(
      CompletionStage<ConnectResult<A>> result, ConnectInfo info, @Nullable TraceContext trace) {
    return new Connection.Later(decision(result, info, trace));
  }

  private CompletionStage<Connection.Decided> decision(
      CompletionStage<ConnectResult<A>> stage, ConnectInfo info, @Nullable TraceContext trace) {
    return stage.thenCompose(
        result ->
            result instanceof ConnectResult.Later<A> later
                ? decision(later.result(), info, trace)
                : CompletableFuture.completedFuture(decided(result, info, trace)));
  }

  private Connection.Decided decided(
      ConnectResult<A> result, ConnectInfo info, @Nullable TraceContext trace) {
    if (result instanceof ConnectResult.Ok<A> ok) {
      return isRevoked(ok.assigns()) ? REVOKED : new Admitted<>(this, ok.assigns(), info, trace);
    }
    return new Connection.Refused(((ConnectResult.Refused<A>) result).reason());
  }

  private boolean isRevoked(A assigns) {
    TokenPolicy<A> policy = handler.tokens();
    String tokenId = policy == null ? null : policy.id(assigns);
    return tokenId != null && sockets.revocations().contains(tokenId);
  }

  /** Makes the actors of one client's socket. */
  private record Admitted<A>(
      SocketConnector<A> connector, A assigns, ConnectInfo info, @Nullable TraceContext trace)
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
          limits.limitSockets() ? limits.socket(info, id()) : null,
          trace);
    }
  }
}
