package io.kokko.endpoint;

import io.kokko.channel.Broadcasts;
import io.kokko.channel.ChannelRuntime;
import io.kokko.channel.EncodedBroadcast;
import io.kokko.channel.Streams;
import io.kokko.channel.Subscriber;
import io.kokko.channel.TransactionCode;
import io.kokko.cluster.Node;
import io.kokko.message.Event;
import io.kokko.message.Message;
import io.kokko.message.Payload;
import io.kokko.message.Position;
import io.kokko.message.Stamp;
import io.kokko.presence.Presence;
import io.kokko.pubsub.PubSub;
import io.kokko.socket.RevocationBus;
import io.kokko.telemetry.Counts;
import io.kokko.telemetry.Telemetry;
import io.kokko.transport.HttpServer;
import io.kokko.transport.OutboundQueues;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorSystem;
import org.jspecify.annotations.Nullable;

/**
 * Serves the sockets of an application, and broadcasts to the clients of the whole cluster.
 *
 * <p>Any thread may call it. A node that serves no sockets can have one too, to broadcast.
 *
 * @see <a href="https://hexdocs.pm/phoenix/Phoenix.Endpoint.html">Phoenix.Endpoint</a>
 */
public final class Endpoint {

  /** Stands for one listener of one topic. */
  public static final class Subscription implements AutoCloseable {

    private final io.kokko.channel.Subscription subscription;
    private final Listener listener;

    private Subscription(io.kokko.channel.Subscription subscription, Listener listener) {
      this.subscription = subscription;
      this.listener = listener;
    }

    /** Ends it; a second call does nothing. */
    @Override
    public void close() {
      subscription.close();
    }
  }

  /** Hears a topic, but not what it has appended to the stream itself. */
  private record Listener(Consumer<Message.Broadcast> consumer, String origin)
      implements Subscriber {

    @Override
    public void deliver(Message.Broadcast broadcast, EncodedBroadcast encoded) {
      Stamp stamp = broadcast.stamp();
      if (stamp == null || !origin.equals(stamp.origin())) {
        consumer.accept(broadcast);
      }
    }
  }

  static final String DRAINING = "draining";
  static final String NOT_JOINED = "not joined";
  private static final String STARTING = "starting";

  private final ChannelRuntime runtime;
  private final PubSub<Subscriber, Message.Broadcast> pubsub;
  private final Streams streams;
  private final List<Presence> presences;
  private final RevocationBus revocations;
  private final Duration stopTimeout;
  private final @Nullable Node node;
  private final Supplier<Optional<String>> nodeHindrance;
  private volatile @Nullable HttpServer server;
  private volatile @Nullable InetSocketAddress managementAddress;
  private volatile boolean started;
  private volatile boolean draining;

  /** Takes where to read what keeps the node from serving. */
  Endpoint(
      ChannelRuntime runtime,
      List<Presence> presences,
      RevocationBus revocations,
      Duration stopTimeout,
      @Nullable Node node,
      Supplier<Optional<String>> nodeHindrance) {
    this.presences = presences;
    this.revocations = revocations;
    this.node = node;
    this.nodeHindrance = nodeHindrance;
    this.runtime = runtime;
    this.pubsub = runtime.pubsub();
    this.streams = runtime.streams();
    this.stopTimeout = stopTimeout;
  }

  /** Starts to describe an endpoint that lives as long as an actor system. */
  public static EndpointBuilder on(ActorSystem<?> system) {
    return new EndpointBuilder(system);
  }

  /** Returns the name of this node, as {@code name@host}. */
  public String nodeName() {
    return pubsub.nodeName();
  }

  /** Returns where clients connect, or nothing if this node serves none. */
  public Optional<InetSocketAddress> address() {
    return Optional.ofNullable(server).map(HttpServer::address);
  }

  /** Returns where {@link Health} is served besides, or nothing if that is off. */
  public Optional<InetSocketAddress> managementAddress() {
    return Optional.ofNullable(managementAddress);
  }

  /**
   * Tells what keeps this node from taking new clients: {@code draining} as soon as it begins to
   * stop, {@code not joined} while it looks for its seeds or has left its cluster, {@code starting}
   * until it serves; or nothing.
   */
  public Optional<String> hindrance() {
    return draining
        ? Optional.of(DRAINING)
        : nodeHindrance.get().or(() -> started ? Optional.empty() : Optional.of(STARTING));
  }

  /**
   * Returns what clients put before the address of a page: {@code https} if {@code
   * kokko.transport.tls} is set, otherwise {@code http}.
   */
  public String scheme() {
    HttpServer running = server;
    return running == null ? "http" : running.scheme();
  }

  /**
   * Sends an event to every subscriber of a topic in the cluster. Where the topic is a stream it is
   * appended to it; that this failed is only logged.
   *
   * @param payload a JSON object or bytes, see {@link Payload#of}
   */
  public void broadcast(String topic, String event, Object payload) {
    if (streams.isStream(topic)) {
      append(topic, event, payload);
    } else {
      Message.Broadcast broadcast = Broadcasts.of(topic, event, payload);
      runtime.traced(topic, event, () -> pubsub.broadcast(topic, broadcast));
    }
  }

  /**
   * Appends an event to the stream that a topic is, for every subscriber in the cluster.
   *
   * @return completes with the position when the event is safe and on its way; fails with {@link
   *     io.kokko.channel.StreamUnavailableException}, and then may have been appended all the same,
   *     or with {@link io.kokko.channel.StreamOverflowException}
   * @throws IllegalStateException if the topic is no stream
   * @throws io.kokko.message.PayloadException if the payload is no JSON object
   */
  public CompletionStage<Position> append(String topic, String event, Object payload) {
    return streams.append(topic, event, Broadcasts.object(payload), null);
  }

  /**
   * Runs code in one transaction of the database that keeps the streams: what it changes there and
   * what it appends is safe together, or has not happened. The code runs on a thread that may
   * block, and possibly several times.
   *
   * @return completes after the commit, when what was appended is on its way; fails with what the
   *     code threw, then nothing has happened; with {@link
   *     io.kokko.channel.StreamUnavailableException}, then it may have, unless the nodes have no
   *     common store and it is another node's; or with {@link
   *     io.kokko.channel.StreamOverflowException}
   * @throws IllegalStateException if no channel of this endpoint is declared a stream
   */
  public <T> CompletionStage<T> transaction(TransactionCode<T> code) {
    return streams.transaction(code, null);
  }

  /** Tells whether a topic is a stream, which {@link #append} needs. */
  public boolean isStream(String topic) {
    return streams.isStream(topic);
  }

  /** Sends an event to every subscriber of a topic in the cluster but one listener. */
  public void broadcastFrom(Subscription from, String topic, String event, Object payload) {
    if (streams.isStream(topic)) {
      streams.append(topic, event, Broadcasts.object(payload), from.listener.origin());
    } else {
      Message.Broadcast broadcast = Broadcasts.of(topic, event, payload);
      runtime.traced(topic, event, () -> pubsub.broadcastFrom(from.listener, topic, broadcast));
    }
  }

  /** Sends an event to the subscribers of a topic on this node but one listener. */
  public void localBroadcastFrom(Subscription from, String topic, String event, Object payload) {
    Message.Broadcast broadcast = Broadcasts.of(topic, event, payload);
    runtime.traced(topic, event, () -> pubsub.localBroadcastFrom(from.listener, topic, broadcast));
  }

  /** Sends an event to the subscribers of a topic on this node only. */
  public void localBroadcast(String topic, String event, Object payload) {
    Message.Broadcast broadcast = Broadcasts.of(topic, event, payload);
    runtime.traced(topic, event, () -> pubsub.localBroadcast(topic, broadcast));
  }

  /**
   * Sends an event to the subscribers of a topic on one other node; if that node is not connected,
   * nobody gets it.
   */
  public void directBroadcast(String nodeName, String topic, String event, Object payload) {
    Message.Broadcast broadcast = Broadcasts.of(topic, event, payload);
    runtime.traced(topic, event, () -> pubsub.directBroadcast(nodeName, topic, broadcast));
  }

  /**
   * Closes every socket in the cluster whose id this is.
   *
   * @param socketId what {@code SocketHandler.id} made, for example {@code user_socket:42}
   */
  public void disconnect(String socketId) {
    broadcast(socketId, Event.DISCONNECT, Payload.empty());
  }

  /**
   * Closes every socket in the cluster that was opened with a token, and lets nobody in with it any
   * more; the {@code TokenPolicy} of a socket says what its token is called.
   *
   * <p>The nodes that are connected hear of it as of a broadcast. A node that starts asks those
   * that it is connected to by then before it serves; one that connects later is told within two
   * seconds, and closes then whom it has let in before. It is kept in memory: when all nodes have
   * been stopped at the same time it is forgotten.
   *
   * @param tokenId for example {@code TokenResult.Ok.id}
   * @param expiry when the token would have expired, until which it is remembered
   */
  public void revoke(String tokenId, Instant expiry) {
    revocations.revoke(tokenId, expiry);
  }

  /**
   * Lets a listener have every broadcast of a topic, on the publisher's thread, so it must not
   * block.
   */
  public Subscription subscribe(String topic, Consumer<Message.Broadcast> listener) {
    Listener subscriber = new Listener(listener, UUID.randomUUID().toString());
    return new Subscription(
        io.kokko.channel.Subscription.open(runtime, topic, subscriber), subscriber);
  }

  /** Returns what there is on this node now; it costs next to nothing. */
  public Figures figures() {
    HttpServer running = server;
    Counts counts = telemetry().counts();
    return new Figures(
        running == null ? 0 : running.connectionCount(),
        running == null ? 0 : running.waitingCount(),
        counts.sockets(),
        counts.channels(),
        pubsub.topicCount(),
        counts.deliveries(),
        running == null ? 0 : running.tooSlowCount(),
        streams.followed(),
        streams.waiting());
  }

  /**
   * Looks through all WebSockets for what waits to be sent on them.
   *
   * @param most how many clients to name, at least 1
   * @return fails where that cannot be had in two seconds
   * @see HttpServer#outboundQueues
   */
  public CompletionStage<OutboundQueues> outboundQueues(int most) {
    HttpServer running = server;
    return running == null
        ? CompletableFuture.completedFuture(OutboundQueues.EMPTY)
        : running.outboundQueues(most);
  }

  /** Returns the node of the cluster that this is, or nothing without one. */
  public Optional<Node> node() {
    return Optional.ofNullable(node);
  }

  /** Lists the presences that run on this node. */
  public List<Presence> presences() {
    return presences;
  }

  /** Returns what listeners attach to, to hear what happens on this node. */
  public Telemetry telemetry() {
    return runtime.telemetry();
  }

  /**
   * Tells whether this node has begun to stop, and wants no more clients: the first thing that
   * changes then, while the port is still open and the node in its cluster. It does not change
   * back.
   */
  public boolean isDraining() {
    return draining;
  }

  /** Wants no more sockets, and lets those who send clients see it; all else goes on. */
  void announceDrain() {
    draining = true;
    HttpServer running = server;
    if (running != null) {
      running.refuseSockets();
    }
  }

  /**
   * Stops to serve: {@link #isDraining} becomes true, the port is closed, then every socket with
   * 1012, so that clients come back and find another node; how fast, {@code kokko.endpoint.drain}
   * says. Broadcasts still work, and reach the sockets that are not closed yet. The end of the
   * actor system does all this by itself, before the node leaves its cluster.
   *
   * @return completes when all connections have ended, at the latest after the times {@code
   *     kokko.endpoint.drain.shutdown} and {@code stop-timeout}
   */
  public CompletionStage<Done> stop() {
    announceDrain();
    HttpServer running = server;
    return running == null
        ? CompletableFuture.completedFuture(Done.getInstance())
        : running.stop(stopTimeout);
  }

  Endpoint serving(HttpServer server) {
    this.server = server;
    return started();
  }

  /** From now on it does what it is to do. */
  Endpoint started() {
    started = true;
    return this;
  }

  Endpoint managedAt(InetSocketAddress address) {
    managementAddress = address;
    return this;
  }
}
