package io.kokko.socket;

import io.kokko.channel.ChannelRuntime;
import io.kokko.channel.Transport;
import io.kokko.serializer.Serializer;
import io.kokko.telemetry.TelemetryEvent;
import io.kokko.telemetry.TraceContext;
import io.kokko.telemetry.Tracing;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.apache.pekko.actor.typed.Behavior;
import org.jspecify.annotations.Nullable;

/** Opens sockets of one kind. */
record SocketConnector<A>(
    SocketHandler<A> handler, ChannelRuntime runtime, SocketSettings settings, Executor blocking)
    implements Connector {

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
      return open(params, info, trace);
    }
    long started = System.nanoTime();
    Connection connection = open(params, info, trace);
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
  }

  private Connection open(
      Map<String, String> params, ConnectInfo info, @Nullable TraceContext trace) {
    if (handler.isBlocking()) {
      return later(CompletableFuture.supplyAsync(() -> result(params, info), blocking), trace);
    }
    ConnectResult<A> result = result(params, info);
    return result instanceof ConnectResult.Later<A> later
        ? later(later.result(), trace)
        : decided(result, trace);
  }

  private ConnectResult<A> result(Map<String, String> params, ConnectInfo info) {
    try {
      return handler.connect(params, info);
    } catch (Exception e) {
      throw new ConnectCrashedException(e);
    }
  }

  private Connection.Later later(
      CompletionStage<ConnectResult<A>> result, @Nullable TraceContext trace) {
    return new Connection.Later(decision(result, trace));
  }

  private CompletionStage<Connection.Decided> decision(
      CompletionStage<ConnectResult<A>> stage, @Nullable TraceContext trace) {
    return stage.thenCompose(
        result ->
            result instanceof ConnectResult.Later<A> later
                ? decision(later.result(), trace)
                : CompletableFuture.completedFuture(decided(result, trace)));
  }

  private Connection.Decided decided(ConnectResult<A> result, @Nullable TraceContext trace) {
    return result instanceof ConnectResult.Ok<A> ok
        ? new Admitted<>(this, ok.assigns(), trace)
        : new Connection.Refused(((ConnectResult.Refused<A>) result).reason());
  }

  /** Makes the actors of one client's socket. */
  private record Admitted<A>(SocketConnector<A> connector, A assigns, @Nullable TraceContext trace)
      implements Connection.Accepted {

    @Override
    public Behavior<SocketActor.Command> socket(Serializer serializer, Transport transport) {
      return SocketActor.create(
          connector.handler,
          connector.settings,
          connector.runtime,
          serializer,
          transport,
          assigns,
          trace);
    }
  }
}
