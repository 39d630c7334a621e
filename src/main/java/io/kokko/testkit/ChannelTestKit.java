package io.kokko.testkit;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.kokko.channel.Broadcasts;
import io.kokko.channel.ChannelRuntime;
import io.kokko.channel.Streams;
import io.kokko.message.Payload;
import io.kokko.presence.Presence;
import io.kokko.pubsub.Adapter;
import io.kokko.serializer.Serializer;
import io.kokko.socket.ConnectInfo;
import io.kokko.socket.Connection;
import io.kokko.socket.SocketActor;
import io.kokko.socket.SocketHandler;
import io.kokko.socket.SocketRuntime;
import io.kokko.store.StreamStores;
import io.kokko.stream.NodeStreams;
import io.kokko.telemetry.Telemetry;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.jspecify.annotations.Nullable;

/**
 * Holds a node without a network, on which tests connect clients.
 *
 * <p>Close it after the test; any thread may call it.
 */
public final class ChannelTestKit implements AutoCloseable {

  /** The name of the node, for channels that ask. */
  public static final String NODE_NAME = "test@127.0.0.1";

  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(10);

  private final ActorSystem<Gateway.Command> system;
  private final Config config;
  private final ChannelRuntime plain;
  private final SocketRuntime sockets;
  private final Set<SocketHandler<?>> declared = new HashSet<>();
  private @Nullable NodeStreams streams;

  /** Starts with the settings of {@code reference.conf}. */
  public ChannelTestKit() {
    this(ConfigFactory.empty());
  }

  /** Starts with settings of the test's own over those of {@code reference.conf}. */
  public ChannelTestKit(Config overrides) {
    config =
        overrides
            .withFallback(ConfigFactory.parseString("pekko.actor.provider = local"))
            .withFallback(ConfigFactory.load());
    system = ActorSystem.create(Gateway.create(), "test", config);
    sockets = SocketRuntime.of(config);
    plain = ChannelRuntime.of(config, Adapter.local(NODE_NAME), new Telemetry());
  }

  /**
   * Starts a node on which time passes only when the test says so, for channels with timers.
   *
   * <p>Needs {@code org.apache.pekko:pekko-actor-testkit-typed} on the test's class path.
   */
  public static ChannelTestKit withManualTime() {
    return new ChannelTestKit(VirtualTime.config());
  }

  /** Lets time pass on a node that was started {@linkplain #withManualTime with manual time}. */
  public void timePasses(Duration amount) {
    VirtualTime.pass(system, amount);
  }

  /** Hears the broadcasts of a topic from now on. */
  public TestSubscriber subscribe(String topic) {
    return new TestSubscriber(plain.pubsub(), topic);
  }

  /**
   * Connects a client that speaks protocol 2.0.0, and returns when its socket is there: a {@code
   * disconnect} of its id reaches it from then on.
   *
   * @throws AssertionError if the socket refuses it
   */
  public TestClient connect(SocketHandler<?> handler, Map<String, String> params) {
    return connect(handler, params, "2.0.0");
  }

  /**
   * Connects a client that speaks a version of the protocol, and returns when its socket is there.
   *
   * @throws AssertionError if the socket refuses it
   */
  public TestClient connect(SocketHandler<?> handler, Map<String, String> params, String version) {
    Serializer serializer =
        Serializer.negotiate(version)
            .orElseThrow(() -> new IllegalArgumentException("vsn: " + version));
    if (connection(handler, params) instanceof Connection.Accepted accepted) {
      InMemoryTransport transport = new InMemoryTransport();
      system.tell(new Gateway.Open(accepted.socket(serializer, transport), transport));
      awaitStarted(transport);
      return new TestClient(system, transport);
    }
    throw new AssertionError("expected to be let in, but the socket refuses " + params);
  }

  /** Waits until the socket works off what it is told, or has crashed before. */
  private void awaitStarted(InMemoryTransport transport) {
    CompletableFuture<Object> closed = transport.closed().thenApply(code -> code);
    CompletionStage<Object> started =
        AskPattern.ask(
                transport.socket(), SocketActor.Sync::new, Inbox.PATIENCE, system.scheduler())
            .<Object>thenApply(done -> done)
            .exceptionallyCompose(dead -> closed);
    // Time may stand still on this node, so the limit is not that of the question.
    CompletableFuture.anyOf(started.toCompletableFuture(), closed)
        .orTimeout(Inbox.PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
        .join();
  }

  /**
   * Opens a socket past its {@code connect}, with assigns of the test's own; Phoenix's {@code
   * socket/3}.
   */
  public <A> TestClient socket(SocketHandler<A> handler, A assigns) {
    return connect(handler.assigning(assigns), Map.of());
  }

  /**
   * Tries to connect a client that the socket is to refuse.
   *
   * @return the reason, if {@code connect} gives one
   * @throws AssertionError if the client is let in
   */
  public Optional<Payload> expectRefusal(SocketHandler<?> handler, Map<String, String> params) {
    if (connection(handler, params) instanceof Connection.Refused refused) {
      return refused.reason();
    }
    throw new AssertionError("expected a refusal, but the socket lets in " + params);
  }

  /** Runs {@code connect} on the test's own thread, and waits for one that is asynchronous. */
  private Connection connection(SocketHandler<?> handler, Map<String, String> params) {
    ConnectInfo info =
        new ConnectInfo(InetSocketAddress.createUnresolved("127.0.0.1", 0), "/", List.of());
    declare(handler);
    Connection connection =
        handler.connector(runtime(), sockets, Runnable::run).connect(params, info);
    return connection instanceof Connection.Later later
        ? later
            .decision()
            .toCompletableFuture()
            .orTimeout(Inbox.PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
            .join()
        : connection;
  }

  /** Starts a presence on this node. */
  public ChannelTestKit presence(Presence presence) {
    presence.start(system, plain, List::of);
    return this;
  }

  /** Starts an actor that a presence can track; it ends with the first message it gets. */
  public ActorRef<Object> actor() {
    return system.systemActorOf(
        Behaviors.receiveMessage(any -> Behaviors.stopped()),
        "member-" + UUID.randomUUID(),
        Props.empty());
  }

  /** The first socket with a stream starts what keeps them, in memory unless settings differ. */
  private synchronized void declare(SocketHandler<?> handler) {
    if (handler.needsStore() && declared.add(handler)) {
      NodeStreams started = streams;
      if (started == null) {
        started =
            NodeStreams.start(
                system, null, plain.pubsub(), plain.telemetry(), StreamStores.open(config));
        streams = started;
      }
      started.declare(handler::stream);
    }
  }

  private synchronized ChannelRuntime runtime() {
    return streams == null ? plain : plain.with(streams);
  }

  /** Broadcasts as an endpoint does; where the topic is a stream, when it is safe. */
  public void broadcast(String topic, String event, Object payload) {
    Streams kept = runtime().streams();
    if (kept.isStream(topic)) {
      kept.append(topic, event, Broadcasts.object(payload), null).toCompletableFuture().join();
    } else {
      plain.pubsub().broadcast(topic, Broadcasts.of(topic, event, payload));
    }
  }

  /** Returns what listeners of this node attach to. */
  public Telemetry telemetry() {
    return plain.telemetry();
  }

  /** Tells how many topics somebody subscribes to. */
  public int topicCount() {
    return plain.pubsub().topicCount();
  }

  /** Ends all clients and the node. */
  @Override
  public void close() {
    system.terminate();
    try {
      system
          .getWhenTerminated()
          .toCompletableFuture()
          .get(STOP_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("the test node does not stop", e);
    }
  }
}
