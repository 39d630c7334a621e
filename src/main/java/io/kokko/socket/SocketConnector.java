package io.kokko.socket;

import io.kokko.channel.ChannelRuntime;
import io.kokko.channel.Transport;
import io.kokko.serializer.Serializer;
import io.kokko.telemetry.TelemetryEvent;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.apache.pekko.actor.typed.Behavior;
import org.jspecify.annotations.Nullable;

/** Opens sockets of one kind. */
record SocketConnector<A>(
    SocketHandler<A> handler, ChannelRuntime runtime, SocketSettings settings, Executor blocking)
    implements Connector {

  @Override
  public Connection connect(Map<String, String> params, ConnectInfo info) {
    if (!runtime.telemetry().isListening()) {
      return open(params, info);
    }
    long started = System.nanoTime();
    Connection connection = open(params, info);
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

  private Connection open(Map<String, String> params, ConnectInfo info) {
    if (handler.isBlocking()) {
      return later(CompletableFuture.supplyAsync(() -> result(params, info), blocking));
    }
    ConnectResult<A> result = result(params, info);
    return result instanceof ConnectResult.Later<A> later ? later(later.result()) : decided(result);
  }

  private ConnectResult<A> result(Map<String, String> params, ConnectInfo info) {
    try {
      return handler.connect(params, info);
    } catch (Exception e) {
      throw new ConnectCrashedException(e);
    }
  }

  private Connection.Later later(CompletionStage<ConnectResult<A>> result) {
    return new Connection.Later(decision(result));
  }

  private CompletionStage<Connection.Decided> decision(CompletionStage<ConnectResult<A>> stage) {
    return stage.thenCompose(
        result ->
            result instanceof ConnectResult.Later<A> later
                ? decision(later.result())
                : CompletableFuture.completedFuture(decided(result)));
  }

  private Connection.Decided decided(ConnectResult<A> result) {
    return result instanceof ConnectResult.Ok<A> ok
        ? new Admitted<>(this, ok.assigns())
        : new Connection.Refused(((ConnectResult.Refused<A>) result).reason());
  }

  /** Makes the actors of one client's socket. */
  private record Admitted<A>(SocketConnector<A> connector, A assigns)
      implements Connection.Accepted {

    @Override
    public Behavior<SocketActor.Command> socket(Serializer serializer, Transport transport) {
      return SocketActor.create(
          connector.handler, connector.settings, connector.runtime, serializer, transport, assigns);
    }
  }
}
