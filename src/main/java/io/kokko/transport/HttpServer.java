package io.kokko.transport;

import io.kokko.telemetry.Telemetry;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import scala.concurrent.ExecutionContext;

/**
 * Serves WebSockets and HTTP on one port.
 *
 * <p>Any thread may call it. It ends with its actor system, if nobody stops it before; then its
 * clients see their connections break without a close frame.
 */
public final class HttpServer {

  private static final int CENSUS_SECONDS = 2;
  private static final AtomicInteger NUMBER = new AtomicInteger();

  private static final Props ON_LOOPS = DispatcherSelector.fromConfig("kokko.transport.dispatcher");

  private final ActorRef<Object> acceptor;
  private final ServerContext context;
  private final InetSocketAddress address;
  private final CompletableFuture<Done> stopped;

  private HttpServer(
      ActorRef<Object> acceptor,
      ServerContext context,
      InetSocketAddress address,
      CompletableFuture<Done> stopped) {
    this.acceptor = acceptor;
    this.context = context;
    this.address = address;
    this.stopped = stopped;
  }

  /**
   * Listens on an address; the stage completes when clients can connect.
   *
   * <p>It fails with {@link BindFailedException} if the address cannot be had.
   *
   * @param port 0 for any free one
   * @param telemetry hears of drains and of clients that read too slowly
   * @param mounts the sockets, each under a path of its own
   * @param pages answers every request that is for no socket, on any thread
   */
  public static CompletionStage<HttpServer> bind(
      ActorSystem<?> system,
      String host,
      int port,
      TransportSettings settings,
      Telemetry telemetry,
      List<Mount> mounts,
      Function<HttpRequest, CompletionStage<HttpResponse>> pages) {
    int number = NUMBER.incrementAndGet();
    DrainSettings drain = DrainSettings.of(system.settings().config());
    LongPollSettings longPoll = LongPollSettings.of(system.settings().config());
    ActorRef<LongPollSupervisor.Command> longPolls =
        system.systemActorOf(
            LongPollSupervisor.create(LongPollSessions.of(system), longPoll, settings, telemetry),
            "kokko-longpoll-" + number,
            Props.empty());
    ServerContext context =
        new ServerContext(
            settings,
            mounts,
            pages,
            longPoll,
            longPolls,
            children(system, number),
            drain,
            new HandshakeGate(GateSettings.of(system.settings().config())),
            telemetry);
    CompletableFuture<InetSocketAddress> bound = new CompletableFuture<>();
    CompletableFuture<Done> stopped = new CompletableFuture<>();
    ActorRef<Object> acceptor =
        system.systemActorOf(
            AcceptorActor.create(new InetSocketAddress(host, port), context, bound, stopped),
            "kokko-http-" + number,
            ON_LOOPS);
    settings.tls().ifPresent(tls -> followFiles(system, tls, stopped));
    return bound
        .thenApply(address -> new HttpServer(acceptor, context, address, stopped))
        .exceptionally(failure -> failed(host, port, failure));
  }

  /** Takes over a certificate that was renewed, as long as the server runs. */
  private static void followFiles(ActorSystem<?> system, Tls tls, CompletionStage<Done> stopped) {
    ExecutionContext blocking = system.dispatchers().lookup(DispatcherSelector.blocking());
    tls.reloadInterval()
        .map(
            pause -> system.scheduler().scheduleWithFixedDelay(pause, pause, tls::reload, blocking))
        .ifPresent(ticks -> stopped.thenRun(ticks::cancel));
  }

  private static List<ActorRef<ChildrenActor.Command>> children(ActorSystem<?> system, int number) {
    return IntStream.range(0, Runtime.getRuntime().availableProcessors())
        .mapToObj(
            i ->
                system.systemActorOf(
                    ChildrenActor.create(ON_LOOPS),
                    "kokko-connections-" + number + '-' + i,
                    ON_LOOPS))
        .toList();
  }

  private static HttpServer failed(String host, int port, Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    throw new BindFailedException(host, port, cause == null ? failure : cause);
  }

  /** Returns where clients connect, with the real port. */
  public InetSocketAddress address() {
    return address;
  }

  /** Returns what clients put before the address of a page: {@code http}, or {@code https}. */
  public String scheme() {
    return context.settings().scheme();
  }

  /** Returns how many TCP connections there are, whatever is spoken on them. */
  public int connectionCount() {
    return context.connections().count();
  }

  /** Returns how many clients wait for their turn to open a socket. */
  public int waitingCount() {
    return context.gate().waitingCount();
  }

  /** Opens no more sockets: who wants one is answered with 503. All else goes on. */
  public void refuseSockets() {
    context.gate().close();
  }

  /** Returns how many clients were disconnected because they read too slowly. */
  public long tooSlowCount() {
    return context.tooSlow().get();
  }

  /**
   * Looks through all connections for what waits to be sent on them; whoever polls is not among
   * them. It costs each event loop less than a millisecond for a thousand connections.
   *
   * @param most how many clients to name, at least 1
   * @return fails after two seconds, as when the server has stopped
   */
  public CompletionStage<OutboundQueues> outboundQueues(int most) {
    CompletableFuture<OutboundQueues> answer = new CompletableFuture<>();
    acceptor.tell(new AcceptorActor.Census(most, answer));
    return answer.orTimeout(CENSUS_SECONDS, TimeUnit.SECONDS);
  }

  /**
   * Stops: accepts no more, lets HTTP requests that have begun be answered, and closes each
   * WebSocket with 1012 after what was queued for it, and each session of a client that polls, as
   * fast as {@code kokko.endpoint.drain} says. A second call changes nothing.
   *
   * @param patience how long what was closed may take to end before it is cut; counted from the
   *     last close, and from the longest drain that the settings allow
   */
  public CompletionStage<Done> stop(Duration patience) {
    acceptor.tell(new AcceptorActor.Stop(patience));
    return stopped.minimalCompletionStage();
  }
}
