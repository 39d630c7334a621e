package io.kokko.endpoint;

import com.typesafe.config.Config;
import io.kokko.channel.ChannelRuntime;
import io.kokko.cluster.Node;
import io.kokko.message.Message;
import io.kokko.presence.Presence;
import io.kokko.pubsub.Adapter;
import io.kokko.settings.InvalidSettingException;
import io.kokko.settings.SettingReader;
import io.kokko.settings.UnknownSettings;
import io.kokko.socket.Connector;
import io.kokko.socket.RevocationBus;
import io.kokko.socket.SocketHandler;
import io.kokko.socket.SocketRuntime;
import io.kokko.store.StreamStore;
import io.kokko.store.StreamStores;
import io.kokko.stream.NodeStreams;
import io.kokko.telemetry.Telemetry;
import io.kokko.telemetry.TelemetryLogger;
import io.kokko.telemetry.Tracing;
import io.kokko.token.SecretKeyBase;
import io.kokko.tracing.OpenTelemetryTracing;
import io.kokko.transport.BindFailedException;
import io.kokko.transport.CheckOrigin;
import io.kokko.transport.DrainSettings;
import io.kokko.transport.HttpServer;
import io.kokko.transport.Mount;
import io.kokko.transport.SocketOptions;
import io.kokko.transport.TransportSettings;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.pekko.Done;
import org.apache.pekko.actor.Cancellable;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.http.javadsl.Http;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.server.Route;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Describes an endpoint until it is started.
 *
 * <p>What is not said here comes from the section {@code kokko.endpoint} of the configuration.
 */
public final class EndpointBuilder {

  private record Socket(SocketHandler<?> handler, SocketOptions options) {}

  private static final Logger LOG = LoggerFactory.getLogger(EndpointBuilder.class);
  private static final DispatcherSelector BLOCKING =
      DispatcherSelector.fromConfig("kokko.blocking-dispatcher");

  private final ActorSystem<?> system;
  private final Config config;
  private final SettingReader settings;
  private final Map<String, Socket> sockets = new LinkedHashMap<>();
  private final Map<String, Presence> presences = new LinkedHashMap<>();
  private @Nullable Function<Endpoint, Route> routes;
  private CompletionStage<?> first = CompletableFuture.completedFuture(Done.getInstance());
  private Consumer<Endpoint> whenServing = endpoint -> {};
  private @Nullable Function<Endpoint, Route> management;
  private @Nullable StreamStore store;
  private @Nullable Tracing tracing;
  private CheckOrigin checkOrigin;
  private boolean server;
  private String host;
  private int port;

  EndpointBuilder(ActorSystem<?> system) {
    this.system = system;
    config = system.settings().config();
    checkOrigin = CheckOrigin.of(config);
    settings = new SettingReader(config, "kokko.endpoint");
    server = settings.flag("server");
    host = settings.text("host");
    port = settings.port("port");
  }

  /**
   * Serves sockets of a kind at a path.
   *
   * @param path for example {@code /socket}, where clients find {@code /socket/websocket}
   */
  public EndpointBuilder socket(String path, SocketHandler<?> handler) {
    return socket(path, handler, SocketOptions.defaults());
  }

  /**
   * Serves sockets of a kind at a path, as the options say.
   *
   * @param path may have parameters, like {@code /rooms/:room}, which {@code connect} finds among
   *     those of the query
   */
  public EndpointBuilder socket(String path, SocketHandler<?> handler, SocketOptions options) {
    if (sockets.put(path, new Socket(handler, options)) != null) {
      throw new IllegalArgumentException("two sockets at " + path + " (expected: one)");
    }
    return this;
  }

  /** Runs a presence on this node, also if it serves nobody. */
  public EndpointBuilder presence(Presence presence) {
    if (presences.put(presence.name(), presence) != null) {
      throw new IllegalArgumentException(
          "two presences \"" + presence.name() + "\" (expected: one)");
    }
    return this;
  }

  /**
   * Keeps the streams of this node in a store of the application's own, instead of the one that the
   * configuration says; it is closed when the actor system ends.
   */
  public EndpointBuilder streamStore(StreamStore store) {
    this.store = store;
    return this;
  }

  /**
   * Follows the traces of clients, for example with {@link OpenTelemetryTracing#of}. Where nothing
   * is said here {@code kokko.tracing.enabled} decides whether the OpenTelemetry of the process
   * does.
   */
  public EndpointBuilder tracing(Tracing tracing) {
    this.tracing = tracing;
    return this;
  }

  /** Serves ordinary HTTP besides the sockets, on the same port. */
  public EndpointBuilder routes(Function<Endpoint, Route> routes) {
    this.routes = routes;
    return this;
  }

  /**
   * Lets clients in only when a stage has completed, for example that of {@link Node#joinSeeds}; if
   * it fails, so does the start. Meanwhile the node is not ready, and {@link #management} says so.
   */
  public EndpointBuilder serveAfter(CompletionStage<?> first) {
    this.first = first;
    return this;
  }

  /**
   * Calls back when clients can connect and {@link Endpoint#address} is known; never on a node that
   * serves nobody.
   */
  public EndpointBuilder whenServing(Consumer<Endpoint> whenServing) {
    this.whenServing = whenServing;
    return this;
  }

  /**
   * Serves HTTP for those who watch the node, at {@code kokko.management.port} where that is a
   * port: apart from the clients, from the start on and until the actor system ends, so also before
   * the node serves and while it drains. Where nothing is said here that is {@link Health}.
   */
  public EndpointBuilder management(Function<Endpoint, Route> routes) {
    management = routes;
    return this;
  }

  /** Says whether to accept clients; an endpoint that does not can still broadcast. */
  public EndpointBuilder server(boolean server) {
    this.server = server;
    return this;
  }

  /** Says which pages may open sockets whose own options do not say it. */
  public EndpointBuilder checkOrigin(CheckOrigin checkOrigin) {
    this.checkOrigin = checkOrigin;
    return this;
  }

  /** Names the address to bind to. */
  public EndpointBuilder host(String host) {
    this.host = host;
    return this;
  }

  /** Names the port to bind to; 0 lets the system choose. */
  public EndpointBuilder port(int port) {
    this.port = port;
    return this;
  }

  /**
   * Starts the endpoint; the stage fails if the port is taken.
   *
   * @throws InvalidSettingException if a setting has a value that cannot be worked with
   * @throws io.kokko.token.WeakSecretException in production, without a secret worth its name
   */
  public CompletionStage<Endpoint> start() {
    SecretKeyBase.of(config);
    UnknownSettings.in(config).forEach(path -> LOG.warn("unknown setting {}, not used", path));
    Telemetry telemetry = telemetry();
    ChannelRuntime runtime = withStreams(ChannelRuntime.of(config, adapter(telemetry), telemetry));
    SocketRuntime shared = SocketRuntime.of(config);
    RevocationBus revocations = revocationBus(shared, runtime);
    Endpoint endpoint =
        new Endpoint(
            runtime,
            List.copyOf(presences.values()),
            revocations,
            settings.duration("stop-timeout"),
            isClustered() ? Node.of(system) : null,
            this::hindrance);
    presences.values().forEach(presence -> start(presence, runtime));
    if (!server) {
      return manage(endpoint).thenCompose(managed -> first).thenApply(done -> endpoint.started());
    }
    requireTimeToStop();
    Supplier<CompletionStage<HttpServer>> bind = binding(endpoint, runtime, shared);
    return manage(endpoint)
        .thenCompose(managed -> first)
        .thenCompose(done -> afterHandover(revocations, bind))
        .thenApply(endpoint::serving)
        .thenApply(this::stopWithSystem)
        .thenApply(this::tell);
  }

  /** Reads at once what may be wrong, and binds later. */
  private Supplier<CompletionStage<HttpServer>> binding(
      Endpoint endpoint, ChannelRuntime runtime, SocketRuntime shared) {
    TransportSettings transport = TransportSettings.of(config);
    List<Mount> mounts = mounts(runtime, shared);
    return () ->
        HttpServer.bind(
            system, host, port, transport, runtime.telemetry(), mounts, pages(endpoint));
  }

  /** A token that the other nodes know to be revoked opens no socket here either. */
  private CompletionStage<HttpServer> afterHandover(
      RevocationBus revocations, Supplier<CompletionStage<HttpServer>> serve) {
    return nodes().get().isEmpty()
        ? serve.get()
        : RevocationHandover.ask(Node.of(system), revocations).thenCompose(asked -> serve.get());
  }

  private Optional<String> hindrance() {
    if (CoordinatedShutdown.get(system).getShutdownReason().isPresent()) {
      return Optional.of(Endpoint.DRAINING);
    }
    return isClustered() && !Node.of(system).isJoined()
        ? Optional.of(Endpoint.NOT_JOINED)
        : Optional.empty();
  }

  private CompletionStage<Endpoint> manage(Endpoint endpoint) {
    ManagementSettings where = ManagementSettings.of(config);
    if (where.port().isEmpty()) {
      return CompletableFuture.completedFuture(endpoint);
    }
    Route routes = management == null ? Health.route(endpoint) : management.apply(endpoint);
    int managementPort = where.port().getAsInt();
    return Http.get(system)
        .newServerAt(where.host(), managementPort)
        .bind(routes)
        .handle(
            (binding, failure) -> {
              if (binding == null) {
                throw new BindFailedException(where.host(), managementPort, failure);
              }
              return endpoint.managedAt(binding.localAddress());
            });
  }

  /** A phase that ends earlier would cut off the drain, and the node would leave amidst it. */
  private void requireTimeToStop() {
    DrainSettings drain = DrainSettings.of(config);
    requireTime(
        CoordinatedShutdown.PhaseBeforeServiceUnbind(), notice(), "kokko.endpoint.drain.notice");
    requireTime(
        CoordinatedShutdown.PhaseServiceUnbind(),
        drain.shutdown().plus(settings.duration("stop-timeout")),
        "kokko.endpoint.drain.shutdown and stop-timeout together");
  }

  private Duration notice() {
    return settings.optionalDuration("drain.notice").orElse(Duration.ZERO);
  }

  private void requireTime(String phase, Duration needed, String by) {
    Duration given = Duration.ofNanos(CoordinatedShutdown.get(system).timeout(phase).toNanos());
    if (given.compareTo(needed) < 0) {
      throw new InvalidSettingException(
          "pekko.coordinated-shutdown.phases." + phase + ".timeout",
          given.toSeconds() + " s",
          "at least " + needed.toMillis() + " ms, which is " + by);
    }
  }

  /** Sockets end before the node leaves the cluster, so that their last messages get through. */
  private Endpoint stopWithSystem(Endpoint endpoint) {
    CoordinatedShutdown shutdown = CoordinatedShutdown.get(system);
    Duration notice = notice();
    shutdown.addTask(
        CoordinatedShutdown.PhaseBeforeServiceUnbind(),
        "kokko-endpoint-notice",
        () -> {
          endpoint.announceDrain();
          return new CompletableFuture<Done>()
              .completeOnTimeout(Done.getInstance(), notice.toMillis(), TimeUnit.MILLISECONDS);
        });
    shutdown.addTask(
        CoordinatedShutdown.PhaseServiceUnbind(), "kokko-endpoint", () -> endpoint.stop());
    return endpoint;
  }

  private Endpoint tell(Endpoint endpoint) {
    whenServing.accept(endpoint);
    return endpoint;
  }

  /** It says goodbye when the sockets have ended, and before the node leaves the cluster. */
  private void start(Presence presence, ChannelRuntime runtime) {
    presence.start(system, runtime, nodes());
    CoordinatedShutdown.get(system)
        .addTask(
            CoordinatedShutdown.PhaseServiceStop(),
            "kokko-presence-" + presence.name(),
            presence::stop);
  }

  /** Where no channel is declared a stream there is no store, and nothing else of it. */
  private ChannelRuntime withStreams(ChannelRuntime plain) {
    List<? extends SocketHandler<?>> declaring =
        sockets.values().stream().map(Socket::handler).filter(SocketHandler::needsStore).toList();
    if (declaring.isEmpty()) {
      return plain;
    }
    NodeStreams streams =
        NodeStreams.start(
            system,
            isClustered() ? Node.of(system) : null,
            plain.pubsub(),
            plain.telemetry(),
            store == null ? StreamStores.open(config) : store);
    declaring.forEach(handler -> streams.declare(handler::stream));
    return plain.with(streams);
  }

  private Telemetry telemetry() {
    Telemetry telemetry = new Telemetry();
    telemetry.trace(tracing == null ? configuredTracing() : tracing);
    TelemetryLogger logger = TelemetryLogger.of(config);
    if (logger.isEnabled()) {
      telemetry.attach(logger);
    }
    return telemetry;
  }

  private Tracing configuredTracing() {
    if (!new SettingReader(config, "kokko.tracing").flag("enabled")) {
      return Tracing.off();
    }
    try {
      return OpenTelemetryTracing.global();
    } catch (NoClassDefFoundError missing) {
      throw new InvalidSettingException(
          "kokko.tracing.enabled",
          "on",
          "io.opentelemetry:opentelemetry-api on the class path, or off");
    }
  }

  private Adapter<Message.Broadcast> adapter(Telemetry telemetry) {
    if (!isClustered()) {
      return Adapter.local("nonode@nohost");
    }
    Node node = Node.of(system);
    node.telemetry().attach(telemetry::emit);
    node.telemetry().trace(telemetry.tracing());
    return node.bus();
  }

  private boolean isClustered() {
    return config.getString("pekko.actor.provider").endsWith("cluster");
  }

  private RevocationBus revocationBus(SocketRuntime shared, ChannelRuntime runtime) {
    RevocationBus bus = new RevocationBus(shared.revocations(), runtime.pubsub(), nodes());
    Cancellable ticks =
        system
            .scheduler()
            .scheduleWithFixedDelay(
                RevocationBus.TICK, RevocationBus.TICK, bus::onTick, system.executionContext());
    system.getWhenTerminated().thenRun(ticks::cancel);
    if (isClustered()) {
      RevocationHandover.serve(Node.of(system), bus);
    }
    return bus;
  }

  private Supplier<List<String>> nodes() {
    return isClustered() ? Node.of(system)::list : List::of;
  }

  private List<Mount> mounts(ChannelRuntime runtime, SocketRuntime shared) {
    return sockets.entrySet().stream()
        .map(entry -> mount(entry.getKey(), entry.getValue(), runtime, shared))
        .toList();
  }

  private Mount mount(String path, Socket socket, ChannelRuntime runtime, SocketRuntime shared) {
    Executor blocking = system.dispatchers().lookup(BLOCKING);
    Connector connector = socket.handler().connector(runtime, shared, blocking);
    return new Mount(path, connector, checkOrigin, socket.options());
  }

  private Function<HttpRequest, CompletionStage<HttpResponse>> pages(Endpoint endpoint) {
    if (routes == null) {
      return request -> CompletableFuture.completedFuture(notFound());
    }
    var handler = routes.apply(endpoint).handler(system);
    return request -> {
      try {
        return handler.apply(request);
      } catch (Exception e) {
        return CompletableFuture.failedFuture(e);
      }
    };
  }

  private static HttpResponse notFound() {
    return HttpResponse.create().withStatus(StatusCodes.NOT_FOUND).withEntity("not found");
  }
}
