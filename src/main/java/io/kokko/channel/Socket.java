package io.kokko.channel;

import io.kokko.message.Event;
import io.kokko.message.Message;
import io.kokko.message.Payload;
import io.kokko.message.Position;
import io.kokko.message.Ref;
import io.kokko.pubsub.PubSub;
import io.kokko.telemetry.Tap;
import io.kokko.telemetry.TelemetryEvent;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives a channel its client: what it knows about it, and the ways to talk to it and to its topic.
 *
 * <p>Any thread may call it, but {@link #ref}, {@link #assign}, {@link #subscribe}, {@link
 * #unsubscribe} and {@link #actorRef} only the channel's own callbacks. After the channel has
 * ended, nothing reaches the client any more.
 *
 * @param <A> the assigns, best an immutable record
 * @see <a href="https://hexdocs.pm/phoenix/Phoenix.Socket.html">Phoenix.Socket</a>
 */
public final class Socket<A> {

  private static final Logger LOG = LoggerFactory.getLogger(Socket.class);

  private final Membership membership;
  private final ChannelRuntime runtime;
  private final ActorContext<ChannelActor.Command> context;
  private final ActorSystem<?> system;
  private final ActorRef<?> self;
  private final Map<String, Subscription> subscriptions = new HashMap<>(0);
  private volatile A assigns;

  /** The push that is being handled. */
  private @Nullable ReplyRef current;

  /** Who handles it. Any other thread may see this late, but none ever finds itself in it. */
  private @Nullable Thread handler;

  Socket(
      Membership membership,
      ChannelRuntime runtime,
      ActorContext<ChannelActor.Command> context,
      A assigns) {
    this.membership = membership;
    this.runtime = runtime;
    this.context = context;
    this.system = context.getSystem();
    this.self = context.getSelf();
    this.assigns = assigns;
  }

  /** Returns the channel's topic. */
  public String topic() {
    return membership.topic();
  }

  /** Returns the name of the node that holds the socket. */
  public String nodeName() {
    return pubsub().nodeName();
  }

  /** Returns the channel's actor, for others to watch it; its messages are nobody else's. */
  public ActorRef<?> channelActor() {
    return self;
  }

  /** Returns what {@code connect} found out about the client, as this channel sees it. */
  public A assigns() {
    return assigns;
  }

  /** Changes the assigns for this channel only; the socket's other channels keep theirs. */
  public void assign(A changed) {
    assigns = changed;
  }

  /**
   * Sends an event to this client.
   *
   * @param payload a JSON object or bytes, see {@link io.kokko.message.Payload#of}
   * @throws IllegalStateException during join
   */
  public void push(String event, Object payload) {
    membership.requireJoined("push");
    Payload content = Broadcasts.objectOrBytes(payload);
    membership.send(new Message.Push(membership.pushRef(), refOfPush(), topic(), event, content));
    show(event, content);
    if (runtime.telemetry().isListening()) {
      runtime.telemetry().emit(new TelemetryEvent.ChannelPushed(topic(), event));
    }
  }

  /** What stands for an intercepted message of a stream bears its position. */
  private @Nullable Ref refOfPush() {
    StreamSeat seat = membership.seat();
    return seat == null ? null : seat.takeRef();
  }

  /**
   * Sends an event to every subscriber of the topic in the cluster, this client included. Where the
   * topic is a stream it is appended to it; that this failed is only logged.
   *
   * @throws IllegalStateException during join
   */
  public void broadcast(String event, Object payload) {
    membership.requireJoined("broadcast");
    if (membership.seat() == null) {
      Message.Broadcast broadcast = Broadcasts.of(topic(), event, payload);
      runtime.traced(topic(), event, () -> pubsub().broadcast(topic(), broadcast));
    } else {
      append(event, payload);
    }
  }

  /**
   * Sends an event to every subscriber of the topic in the cluster but this client. Where the topic
   * is a stream it is appended to it; that this failed is only logged.
   *
   * @throws IllegalStateException during join
   */
  public void broadcastFrom(String event, Object payload) {
    membership.requireJoined("broadcastFrom");
    if (membership.seat() == null) {
      Message.Broadcast broadcast = Broadcasts.of(topic(), event, payload);
      runtime.traced(topic(), event, () -> pubsub().broadcastFrom(membership, topic(), broadcast));
    } else {
      appendFrom(event, payload);
    }
  }

  /**
   * Appends an event to the stream that the topic is, for every subscriber in the cluster, this
   * client included.
   *
   * @return completes with the position when the event is safe and on its way; fails with {@link
   *     StreamUnavailableException}, and then may have been appended all the same, or with {@link
   *     StreamOverflowException}
   * @throws IllegalStateException during join, and in a topic that is no stream
   * @throws io.kokko.message.PayloadException if the payload is no JSON object
   */
  public CompletionStage<Position> append(String event, Object payload) {
    return append("append", event, payload, false);
  }

  /** Appends as {@link #append} does, for every subscriber but this client. */
  public CompletionStage<Position> appendFrom(String event, Object payload) {
    return append("appendFrom", event, payload, true);
  }

  private CompletionStage<Position> append(
      String act, String event, Object payload, boolean others) {
    membership.requireJoined(act);
    StreamSeat seat = membership.seat();
    if (seat == null) {
      throw new IllegalStateException(
          act + " in " + topic() + " (expected: a channel declared with Channel.stream)");
    }
    return runtime
        .streams()
        .append(topic(), event, Broadcasts.object(payload), others ? seat.origin() : null);
  }

  /**
   * Sends an event to the subscribers of the topic on this node only.
   *
   * @throws IllegalStateException during join
   */
  public void localBroadcast(String event, Object payload) {
    membership.requireJoined("localBroadcast");
    Message.Broadcast broadcast = Broadcasts.of(topic(), event, payload);
    runtime.traced(topic(), event, () -> pubsub().localBroadcast(topic(), broadcast));
  }

  /**
   * Sends an event to the subscribers of the topic on this node but this client.
   *
   * @throws IllegalStateException during join
   */
  public void localBroadcastFrom(String event, Object payload) {
    membership.requireJoined("localBroadcastFrom");
    Message.Broadcast broadcast = Broadcasts.of(topic(), event, payload);
    runtime.traced(
        topic(), event, () -> pubsub().localBroadcastFrom(membership, topic(), broadcast));
  }

  /**
   * Lets the channel have the broadcasts of a further topic too: not its client, but its {@code
   * handleInfo} for {@link Message.Broadcast}. Ends with the channel; a second call for the same
   * topic does nothing.
   */
  public void subscribe(String topic) {
    listen(topic, (broadcast, encoded) -> info(broadcast));
  }

  /**
   * Lets the client hear the broadcasts of a further topic too, past the channel; they are best of
   * the channel's own topic, since clients ignore others. Ends with the channel, or with {@link
   * #unsubscribe}. Also during join.
   */
  public void forward(String topic) {
    listen(topic, membership::forward);
  }

  private void listen(String topic, Subscriber subscriber) {
    subscriptions.computeIfAbsent(topic, key -> Subscription.open(runtime, key, subscriber));
  }

  /**
   * Keeps the broadcasts of an event to the channel's topic from this client, from now on; what
   * {@link #forward} brings it hears all the same. Also during join.
   */
  public void mute(String event) {
    membership.mute(event);
  }

  /** Ends a subscription to a further topic; nothing happens if there is none. */
  public void unsubscribe(String topic) {
    Subscription subscription = subscriptions.remove(topic);
    if (subscription != null) {
      subscription.close();
    }
  }

  /**
   * Makes an address for other actors, whose messages go to {@code handleInfo}.
   *
   * @param type what they send; one address for each type
   */
  public <M> ActorRef<M> actorRef(Class<M> type) {
    return context.messageAdapter(type, ChannelActor.Told::new);
  }

  /**
   * Remembers the push that is being handled, to answer it later with {@link #reply}.
   *
   * <p>Which push that is only the thread of {@code handleIn} can tell: take the ref there, and
   * hand it to whatever thread is to answer.
   *
   * @throws IllegalStateException outside of {@code handleIn}, or on another thread than its own
   */
  public ReplyRef ref() {
    ReplyRef ref = Thread.currentThread().equals(handler) ? current : null;
    if (ref == null) {
      throw new IllegalStateException(
          "ref() of "
              + topic()
              + " on "
              + Thread.currentThread().getName()
              + " (expected: inside handleIn and on its thread; any thread may reply to the ref)");
    }
    return ref;
  }

  /**
   * Answers a push whose handler answered nothing; of several answers a client takes the first. The
   * answer to a push with a key is stored first; if that fails it is sent all the same.
   *
   * @throws IllegalStateException during join
   */
  public void reply(ReplyRef ref, Reply reply) {
    answer(ref, reply);
  }

  /** Completes when the answer is on its way. */
  CompletionStage<Done> answer(ReplyRef ref, Reply reply) {
    membership.requireJoined("reply");
    KeyedPush keyed = ref.keyed();
    if (keyed == null) {
      return send(ref, reply);
    }
    return runtime
        .streams()
        .answer(keyed, reply)
        .exceptionally(failure -> notStored(keyed, failure))
        .thenCompose(stored -> send(ref, reply));
  }

  private CompletionStage<Done> send(ReplyRef ref, Reply reply) {
    membership.send(membership.reply(ref.ref(), reply));
    show(Event.REPLY, reply.response());
    return CompletableFuture.completedFuture(Done.getInstance());
  }

  /** Shows somebody who looks for a fault what the client is sent. */
  void show(String event, Payload payload) {
    Tap tap = runtime.telemetry().tap();
    if (tap != null) {
      tap.message(Tap.Way.OUT, membership.user(), topic(), event, payload);
    }
  }

  /** The client learns now what has happened; only a repeat would be told that nobody knows. */
  private static Done notStored(KeyedPush keyed, Throwable failure) {
    LOG.warn("the answer to a push of {} is not stored: {}", keyed.topic(), failure.getMessage());
    return Done.getInstance();
  }

  /**
   * Answers the push that is being handled when a stage completes, as for what has to be safe
   * before its client hears so: {@code return socket.replyWhen(socket.append(…).thenApply(…))}.
   *
   * <p>A stage that fails since a stream is unavailable or overloaded is answered with {@code
   * error} and {@code {"reason": "stream unavailable"}}; any other failure ends the channel with
   * {@code phx_error}.
   *
   * @return what {@code handleIn} returns then
   * @throws IllegalStateException outside of {@code handleIn}, or on another thread than its own
   */
  public Next replyWhen(CompletionStage<Reply> reply) {
    ReplyRef ref = ref();
    reply.whenComplete(
        (answer, failure) -> {
          if (answer == null) {
            failed("replyWhen", ref, failure);
          } else {
            reply(ref, answer);
          }
        });
    return Next.noReply();
  }

  /**
   * Runs code in one transaction of the database that keeps the streams: what it changes there,
   * what it appends, and its result, which answers the push that is being handled, are safe
   * together or have not happened. A push with a key takes effect exactly once so.
   *
   * <p>The code runs on a thread that may block, and possibly several times. A transaction that
   * fails since the store does not answer or too many wait, or since the nodes have no common store
   * and it is another node's, is answered with {@code error} and {@code {"reason": "stream
   * unavailable"}}; what the code throws ends the channel with {@code phx_error}.
   *
   * @return what {@code handleIn} returns then
   * @throws IllegalStateException outside of {@code handleIn}, or on another thread than its own
   */
  public Next replyInTransaction(TransactionCode<Reply> code) {
    ReplyRef ref = ref();
    KeyedPush keyed = ref.keyed();
    runtime
        .streams()
        .transaction(code, keyed)
        .whenComplete(
            (answer, failure) -> {
              if (answer != null) {
                send(ref, answer);
                return;
              }
              if (keyed != null) {
                // If it has been committed it is answered, and this does nothing.
                runtime.streams().release(keyed);
              }
              failed("replyInTransaction", ref, failure);
            });
    return Next.noReply();
  }

  /**
   * Runs code in one transaction of the database that keeps the streams; also during join.
   *
   * <p>The code runs on a thread that may block, and possibly several times.
   *
   * @return completes after the commit, when what was appended is on its way; fails with what the
   *     code threw, then nothing has happened; with {@link StreamUnavailableException}, then it may
   *     have, unless the nodes have no common store and it is another node's; or with {@link
   *     StreamOverflowException}
   */
  public <T> CompletionStage<T> transaction(TransactionCode<T> code) {
    return runtime.streams().transaction(code, null);
  }

  /** Such an answer is not stored, since the stream may have taken what was appended. */
  private void failed(String act, ReplyRef ref, @Nullable Throwable failure) {
    if (isUnavailable(failure)) {
      send(ref, Wire.STREAM_UNAVAILABLE);
    } else {
      membership.fail(act + ": " + failure);
    }
  }

  /** Tells whether a stage failed since a stream is unavailable or overloaded. */
  static boolean isUnavailable(@Nullable Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    return cause instanceof StreamUnavailableException || cause instanceof StreamOverflowException;
  }

  /**
   * Sends the channel itself a message, for its {@code handleInfo}; also during join, after which
   * it arrives.
   */
  public void info(Object message) {
    membership.enqueue(new ChannelActor.Info(message));
  }

  /** Sends the channel itself a message after a while, unless it has ended by then. */
  public void infoAfter(Duration delay, Object message) {
    system.scheduler().scheduleOnce(delay, () -> info(message), system.executionContext());
  }

  void unsubscribeAll() {
    Map.copyOf(subscriptions).keySet().forEach(this::unsubscribe);
  }

  private PubSub<Subscriber, Message.Broadcast> pubsub() {
    return runtime.pubsub();
  }

  /** Says which push this thread handles from now on, or null if none any more. */
  void handling(@Nullable ReplyRef ref) {
    current = ref;
    handler = ref == null ? null : Thread.currentThread();
  }
}
