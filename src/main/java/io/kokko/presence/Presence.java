package io.kokko.presence;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kokko.channel.ChannelRuntime;
import io.kokko.channel.Socket;
import io.kokko.channel.Subscriber;
import io.kokko.message.Message;
import io.kokko.message.Payload;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.Props;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows who is there, in the whole cluster: members of topics, each tracked by its actor, whose end
 * is a leave whatever ended it.
 *
 * <p>Made first, given to channels at their creation and to the endpoint, which starts it; until
 * then what it is asked throws {@link IllegalStateException}. All nodes of a cluster have presences
 * of the same names. Any thread may call it; a read never waits.
 *
 * @see <a href="https://hexdocs.pm/phoenix/Phoenix.Presence.html">Phoenix.Presence</a>
 */
public final class Presence {

  /** Finds out more about who came, such as the user's name in a database. */
  @FunctionalInterface
  public interface Fetch {

    /**
     * Returns, for each key about which there is more, an object whose fields clients find beside
     * {@code metas}. Called once for each diff, one after the other for each topic, where it may
     * block.
     */
    CompletionStage<? extends Map<String, ?>> fetch(String topic, Presences joins) throws Exception;
  }

  /** Handles who came and who went, on every node. */
  @FunctionalInterface
  public interface MetasHandler {

    /** Called after each diff, one after the other for each topic, where it may block. */
    void handle(String topic, PresenceDiff diff, Presences now) throws Exception;
  }

  /** Says what a presence does besides. Immutable; each method returns a new one. */
  public static final class Builder {

    private final String name;
    private final Duration grace;
    private final @Nullable Fetch fetch;
    private final @Nullable MetasHandler handleMetas;

    private Builder(
        String name, Duration grace, @Nullable Fetch fetch, @Nullable MetasHandler handleMetas) {
      this.name = name;
      this.grace = grace;
      this.fetch = fetch;
      this.handleMetas = handleMetas;
    }

    /** Tells more about who came than their metas. */
    public Builder fetch(Fetch fetch) {
      return new Builder(name, grace, fetch, handleMetas);
    }

    /** Lets the application know who came and who went. */
    public Builder handleMetas(MetasHandler handleMetas) {
      return new Builder(name, grace, fetch, handleMetas);
    }

    /**
     * Holds every leave back so long. If the same key comes back with the same meta meanwhile, on
     * whichever node, neither the leave nor the join is told. An update is told at once.
     */
    public Builder grace(Duration grace) {
      return new Builder(name, grace, fetch, handleMetas);
    }

    /** Makes the presence. */
    public Presence build() {
      return new Presence(this);
    }
  }

  private static final String NODE_TOPIC = "phx_presence:";
  private static final Logger LOG = LoggerFactory.getLogger(Presence.class);

  /** What there is of a presence once it has been started. */
  private record Running(
      ActorRef<TrackerActor.Command> tracker,
      ChannelRuntime runtime,
      PresenceSettings settings,
      Subscriber subscriber) {}

  private final Builder definition;
  private final View view = new View();
  private final AtomicInteger queued = new AtomicInteger();
  private volatile @Nullable Running running;

  private Presence(Builder definition) {
    this.definition = definition;
  }

  /** Makes a presence without anything besides. */
  public static Presence create(String name) {
    return builder(name).build();
  }

  /** Starts to describe a presence. */
  public static Builder builder(String name) {
    return new Builder(name, Duration.ZERO, null, null);
  }

  /** Returns the name by which the nodes know it. */
  public String name() {
    return definition.name;
  }

  /**
   * Starts it on a node; an endpoint does this for the presences it is given.
   *
   * @param nodes names the other nodes that are connected now
   * @throws IllegalStateException if it has been started
   */
  public void start(
      ActorSystem<?> system, ChannelRuntime runtime, Supplier<? extends List<String>> nodes) {
    if (running != null) {
      throw new IllegalStateException(
          "presence \"" + name() + "\" has been started (expected: one for each node)");
    }
    PresenceSettings settings = PresenceSettings.of(system.settings().config());
    Executor blocking =
        system.dispatchers().lookup(DispatcherSelector.fromConfig("kokko.blocking-dispatcher"));
    CompletableFuture<ActorRef<TrackerActor.Command>> started = new CompletableFuture<>();
    Subscriber subscriber = (broadcast, encoded) -> receive(started, broadcast);
    Tracking tracking =
        new Tracking(
            replica(runtime.pubsub().nodeName()),
            nodeTopic(),
            runtime.pubsub(),
            subscriber,
            () -> Set.copyOf(nodes.get()),
            runtime.telemetry(),
            view,
            settings,
            definition.grace,
            queued,
            Presence::nanos,
            tracker ->
                new Callbacks(
                    definition.fetch,
                    definition.handleMetas,
                    settings.fetchTimeout(),
                    blocking,
                    tracker));
    ActorRef<TrackerActor.Command> tracker =
        system.systemActorOf(
            TrackerActor.create(tracking), "kokko-presence-" + name(), Props.empty());
    started.complete(tracker);
    running = new Running(tracker, runtime, settings, subscriber);
    runtime.pubsub().subscribe(nodeTopic(), subscriber);
  }

  private static Replica replica(String node) {
    return Replica.starting(
        node, System.currentTimeMillis(), ThreadLocalRandom.current().nextLong());
  }

  private static long nanos() {
    Instant now = Instant.now();
    return TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
  }

  private String nodeTopic() {
    return NODE_TOPIC + name();
  }

  /** What a full tracker does not take, it will miss and ask for. */
  private void receive(
      CompletableFuture<ActorRef<TrackerActor.Command>> started, Message.Broadcast broadcast) {
    Running now = running;
    if (now == null || !enters(now)) {
      return;
    }
    try {
      started.join().tell(new TrackerActor.Received(NodeCodec.decode(broadcast, view::shared)));
    } catch (RuntimeException unreadable) {
      queued.decrementAndGet();
      LOG.warn("from another node: {}", unreadable.getMessage());
    }
  }

  /**
   * Says goodbye to the other nodes, so that this node's members leave there at once; an endpoint
   * does this when its system stops.
   */
  public CompletionStage<Done> stop() {
    CompletableFuture<Done> done = new CompletableFuture<>();
    running().tracker().tell(new TrackerActor.Leave(done));
    return done;
  }

  /**
   * Tracks a channel in its topic, until it ends.
   *
   * <p>Completes with the {@code phx_ref} when this node's clients have been told and {@link #list}
   * shows it. Fails with {@link AlreadyTrackedException}, {@link PresenceOverloadedException}.
   *
   * @param key whom it stands for, such as a user's id; several channels may have the same
   * @param meta a record, a map or whatever becomes a JSON object
   * @throws io.kokko.message.PayloadException if it does not
   * @throws MetaTooLargeException if it is larger than {@code kokko.presence.max-meta-bytes}
   */
  public CompletionStage<String> track(Socket<?> socket, String key, Object meta) {
    return track(socket.channelActor(), socket.topic(), key, meta);
  }

  /** Tracks any actor of this node, as {@link #track(Socket, String, Object)} does a channel. */
  public CompletionStage<String> track(ActorRef<?> actor, String topic, String key, Object meta) {
    byte[] body = body(topic, key, meta);
    CompletableFuture<String> ref = new CompletableFuture<>();
    tell(new TrackerActor.Track(actor, topic, key, body, ref), ref);
    return ref;
  }

  /**
   * Gives a tracked channel another meta, which to clients is a leave and a join in one.
   *
   * <p>Completes as {@link #track(Socket, String, Object)} does; fails with {@link
   * NoPresenceException} if it is not tracked under that key.
   */
  public CompletionStage<String> update(Socket<?> socket, String key, Object meta) {
    return update(socket.channelActor(), socket.topic(), key, meta);
  }

  /** Gives any tracked actor another meta. */
  public CompletionStage<String> update(ActorRef<?> actor, String topic, String key, Object meta) {
    byte[] body = body(topic, key, meta);
    return change(actor, topic, key, before -> body);
  }

  /**
   * Changes the meta of a tracked channel.
   *
   * @param change gets the meta as it is and returns what it shall be; called in the tracker, so it
   *     must not block
   */
  public CompletionStage<String> update(
      Socket<?> socket, String key, UnaryOperator<ObjectNode> change) {
    return update(socket.channelActor(), socket.topic(), key, change);
  }

  /** Changes the meta of any tracked actor. */
  public CompletionStage<String> update(
      ActorRef<?> actor, String topic, String key, UnaryOperator<ObjectNode> change) {
    return change(actor, topic, key, before -> body(topic, key, change.apply(Meta.tree(before))));
  }

  private CompletionStage<String> change(
      ActorRef<?> actor, String topic, String key, UnaryOperator<byte[]> body) {
    CompletableFuture<String> ref = new CompletableFuture<>();
    tell(new TrackerActor.Update(actor, topic, key, body, ref), ref);
    return ref;
  }

  /** Ends what a channel has under a key, if it has; completes when everybody knows. */
  public CompletionStage<Done> untrack(Socket<?> socket, String key) {
    return untrack(socket.channelActor(), socket.topic(), key);
  }

  /** Ends what an actor has under a key of a topic, if it has. */
  public CompletionStage<Done> untrack(ActorRef<?> actor, String topic, String key) {
    CompletableFuture<Done> done = new CompletableFuture<>();
    tell(new TrackerActor.Untrack(actor, topic, key, done), done);
    return done;
  }

  /** Ends all that an actor has in a topic. */
  public CompletionStage<Done> untrack(ActorRef<?> actor, String topic) {
    CompletableFuture<Done> done = new CompletableFuture<>();
    tell(new TrackerActor.UntrackAll(actor, topic, done), done);
    return done;
  }

  /** Returns who is in a channel's topic. */
  public Presences list(Socket<?> socket) {
    return list(socket.topic());
  }

  /** Returns who is in a topic, as this node's clients have been told. */
  public Presences list(String topic) {
    running();
    return view.presences(topic);
  }

  /** Returns what one key of a topic has, or nothing if it is not there. */
  public Optional<Present> getByKey(String topic, String key) {
    return list(topic).get(key);
  }

  /** Tells how many topics there are in which anybody is. */
  public int topicCount() {
    return view.topicCount();
  }

  /** Tells how many metas all topics have together, as this node's clients have been told. */
  public long metaCount() {
    return view.metaCount();
  }

  /** Lists the topics in which anybody is, in no order. */
  public Set<String> topics() {
    return view.topics();
  }

  /**
   * Sends a client who is there: {@code presence_state}, and for a large topic the rest in diffs
   * that only join, which phoenix.js puts together.
   *
   * @throws IllegalStateException during join
   */
  public void push(Socket<?> socket) {
    Running now = running();
    Optional<Snapshot> snapshot = view.snapshot(socket.topic());
    List<Payload> pieces =
        snapshot
            .map(Snapshot::presences)
            .orElse(Presences.NOBODY)
            .pieces(now.settings().pieceKeys());
    socket.push(Channels.STATE, pieces.get(0));
    for (Payload piece : pieces.subList(1, pieces.size())) {
      socket.push(Channels.DIFF, PresenceDiff.joined(piece));
    }
    // Who was told to have left while the client had not heard of them yet would stay for ever.
    snapshot
        .map(Snapshot::leavesSince)
        .orElse(List.of())
        .forEach(left -> socket.push(Channels.DIFF, left.payload()));
  }

  /**
   * Finds out how much a client wants to hear, by the params of its join; to be called in {@code
   * join}.
   *
   * <p>{@code {"_x": {"presence": "count"}}} asks for the number of keys only, {@code "top:20"} for
   * it and for up to 20 keys; {@code "full"}, and a client that says nothing, for all.
   */
  public PresenceView view(Socket<?> socket, Payload params) {
    return PresenceView.of(this, socket, params);
  }

  void attend(Socket<?> socket, Crowd crowd) {
    CompletableFuture<Done> failure = new CompletableFuture<>();
    tell(new TrackerActor.Attend(socket.topic(), crowd, socket::push), failure);
    if (failure.isCompletedExceptionally()) {
      failure.join();
    }
  }

  /** Refuses what is too large at its caller, since the other nodes would never get it. */
  private byte[] body(String topic, String key, Object meta) {
    byte[] body = Meta.body(meta);
    int bytes = body.length + Presences.keyBytes(key);
    int most = running().settings().maxMetaBytes();
    if (bytes > most) {
      throw new MetaTooLargeException(topic, key, bytes, most);
    }
    return body;
  }

  private void tell(TrackerActor.Command command, CompletableFuture<?> answer) {
    Running now = running();
    if (enters(now)) {
      now.tracker().tell(command);
    } else {
      answer.completeExceptionally(
          new PresenceOverloadedException(name(), now.settings().maxQueue()));
    }
  }

  private boolean enters(Running now) {
    if (queued.incrementAndGet() <= now.settings().maxQueue()) {
      return true;
    }
    queued.decrementAndGet();
    return false;
  }

  private Running running() {
    Running now = running;
    if (now == null) {
      throw new IllegalStateException(
          "presence \""
              + name()
              + "\" is not started (expected: Endpoint.on(system).presence(it), and then start)");
    }
    return now;
  }
}
