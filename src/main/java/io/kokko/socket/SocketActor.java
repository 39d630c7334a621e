package io.kokko.socket;

import io.kokko.channel.Channel;
import io.kokko.channel.ChannelActor;
import io.kokko.channel.ChannelRuntime;
import io.kokko.channel.CloseCode;
import io.kokko.channel.Membership;
import io.kokko.channel.Reply;
import io.kokko.channel.StopReason;
import io.kokko.channel.Subscriber;
import io.kokko.channel.Transport;
import io.kokko.channel.Wire;
import io.kokko.limit.Ticks;
import io.kokko.message.Event;
import io.kokko.message.Message;
import io.kokko.message.Ref;
import io.kokko.serializer.Frame;
import io.kokko.serializer.MalformedFrameException;
import io.kokko.serializer.Serializer;
import io.kokko.telemetry.TelemetryEvent;
import io.kokko.telemetry.TraceContext;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.apache.pekko.actor.Cancellable;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.ChildFailed;
import org.apache.pekko.actor.typed.ExtensibleBehavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.Signal;
import org.apache.pekko.actor.typed.Terminated;
import org.apache.pekko.actor.typed.TypedActorContext;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.jspecify.annotations.Nullable;

/**
 * Runs the socket of one client: decodes its frames and routes them to its channels, which are its
 * children.
 *
 * <p>A topic whose channel is being joined or ended keeps its further messages here, so that each
 * of them meets the state that the ones before it left; other topics do not wait for it. (Phoenix
 * lets a join hold up the whole socket, and loses what was pipelined behind a second join.)
 *
 * <p>Not built from a table of method references as our other actors are: each socket would carry
 * and search a table of its own.
 *
 * @see <a
 *     href="https://github.com/phoenixframework/phoenix/blob/v1.8/lib/phoenix/socket.ex">Phoenix.Socket</a>
 */
public final class SocketActor<A> extends ExtensibleBehavior<SocketActor.Command> {

  /** What a socket is told. */
  public sealed interface Command {}

  /** One whole message of the client. */
  public record Incoming(Frame frame) implements Command {}

  /** The connection is gone. */
  public enum TransportDown implements Command {
    INSTANCE
  }

  /** Asks for a sign that all messages before it have been routed. */
  public record Sync(ActorRef<Done> replyTo) implements Command {}

  private record Joined(Membership membership) implements Command {}

  private record Run(Runnable task) implements Command {}

  private enum Disconnect implements Command {
    INSTANCE
  }

  /** Makes the actor of one client's socket. */
  static <A> Behavior<Command> create(
      SocketHandler<A> handler,
      SocketRuntime sockets,
      ChannelRuntime runtime,
      Serializer serializer,
      Transport transport,
      A assigns,
      @Nullable SocketLimits limits,
      @Nullable TraceContext trace) {
    return Behaviors.setup(
        context -> {
          try {
            return new SocketActor<>(
                context, handler, sockets, runtime, serializer, transport, assigns, limits, trace);
          } catch (RuntimeException | StackOverflowError | LinkageError e) {
            transport.close(CloseCode.INTERNAL_ERROR);
            throw e;
          }
        });
  }

  private final ActorContext<Command> context;
  private final SocketHandler<A> handler;
  private final SocketRuntime sockets;
  private final ChannelRuntime runtime;
  private final Serializer serializer;
  private final Transport transport;

  /** Where the connect is in its trace; null where nobody traces. */
  private final @Nullable TraceContext trace;

  private final Map<String, TopicEntry> topics = new HashMap<>(4);
  private final Optional<String> id;
  private final Subscriber onId;

  /** Null where nothing is limited. */
  private final @Nullable SocketLimits limits;

  /** Null where tokens have no end. */
  private final @Nullable TokenWatch<A> token;

  private A assigns;

  /** The token has ended it. */
  private boolean closing;

  private SocketActor(
      ActorContext<Command> context,
      SocketHandler<A> handler,
      SocketRuntime sockets,
      ChannelRuntime runtime,
      Serializer serializer,
      Transport transport,
      A assigns,
      @Nullable SocketLimits limits,
      @Nullable TraceContext trace) {
    this.context = context;
    this.trace = trace;
    this.handler = handler;
    this.sockets = sockets;
    this.limits = limits;
    this.runtime = runtime;
    this.serializer = serializer;
    this.transport = transport;
    this.assigns = assigns;
    this.id = handler.id(assigns);
    ActorRef<Command> self = context.getSelf();
    this.onId =
        (broadcast, encoded) -> {
          if (broadcast.event().equals(Event.DISCONNECT)) {
            self.tell(Disconnect.INSTANCE);
          }
        };
    TokenPolicy<A> policy = handler.tokens();
    token = policy == null ? null : watch(policy);
    if (token != null) {
      // The policy's own code first: when it throws nothing is subscribed yet.
      token.start();
    }
    id.ifPresent(topic -> runtime.pubsub().subscribe(topic, onId));
    runtime.telemetry().counts().socketOpened();
  }

  @Override
  public Behavior<Command> receive(TypedActorContext<Command> typed, Command command) {
    if (command instanceof Incoming incoming) {
      return onIncoming(incoming);
    }
    if (command instanceof Joined joined) {
      return onJoined(joined);
    }
    if (command instanceof Sync sync) {
      return onSync(sync);
    }
    if (command instanceof Run run) {
      run.task().run();
      return closing ? Behaviors.stopped() : this;
    }
    return command == Disconnect.INSTANCE ? onDisconnect() : Behaviors.stopped();
  }

  @Override
  public Behavior<Command> receiveSignal(TypedActorContext<Command> typed, Signal signal) {
    if (signal instanceof Terminated terminated) {
      return onTerminated(terminated);
    }
    return signal == PostStop.instance() ? onPostStop() : Behaviors.unhandled();
  }

  private Behavior<Command> onIncoming(Incoming incoming) {
    Frame frame = incoming.frame();
    try {
      Message message = serializer.decode(frame);
      if (message instanceof Message.Push push) {
        admit(new ChannelActor.Incoming(push, frame.bytes().length));
      } else if (message instanceof Message.Stray stray) {
        onStray(stray, frame.bytes().length);
      }
      return this;
    } catch (MalformedFrameException e) {
      context.getLog().debug("socket closed with 1011: {}", e.getMessage());
      transport.close(CloseCode.INTERNAL_ERROR);
      return Behaviors.stopped();
    }
  }

  /** Handles a message that does not come too early. */
  private void admit(ChannelActor.Incoming incoming) {
    Message.Push push = incoming.push();
    long wait = limits == null ? 0 : limits.waitNanos(push, incoming.sizeInBytes(), Ticks.now());
    if (wait == 0) {
      route(incoming);
      return;
    }
    tellLimited(push.event().equals(Event.JOIN) ? "join" : "push");
    answer(incoming, push.joinRef(), Wire.rateLimited(wait));
  }

  private void tellLimited(String what) {
    if (runtime.telemetry().isListening()) {
      runtime.telemetry().emit(new TelemetryEvent.RateLimited(what));
    }
  }

  private Behavior<Command> onSync(Sync sync) {
    sync.replyTo().tell(Done.getInstance());
    return this;
  }

  private void route(ChannelActor.Incoming incoming) {
    Message.Push push = incoming.push();
    TopicEntry entry = topics.get(push.topic());
    if (push.event().equals(Event.HEARTBEAT) && push.topic().equals(Event.PHOENIX_TOPIC)) {
      answer(incoming, null, Reply.ok());
    } else if (entry != null) {
      onTaken(entry, incoming);
    } else if (token != null && push.topic().equals(Event.SESSION_TOPIC)) {
      token.on(incoming);
    } else if (push.event().equals(Event.JOIN)) {
      join(incoming, null);
    } else if (push.event().equals(Event.LEAVE)) {
      // The client has raced a close by the server: it wants to be out, and it is.
      answer(incoming, push.joinRef(), Reply.ok());
    } else {
      answer(incoming, null, Wire.UNMATCHED_TOPIC);
    }
  }

  private void onTaken(TopicEntry entry, ChannelActor.Incoming incoming) {
    Message.Push push = incoming.push();
    if (entry.isChanging()) {
      entry.keep(incoming);
    } else if (push.event().equals(Event.JOIN)) {
      entry.replaceWith(incoming);
    } else if (entry.accepts(push.joinRef())) {
      entry.forward(incoming);
    } else {
      // It was meant for a channel that this topic's last join has replaced.
      transport.received(1, incoming.sizeInBytes());
    }
  }

  private void join(ChannelActor.Incoming incoming, Message.@Nullable Push thenClose) {
    Message.Push push = incoming.push();
    Optional<SocketHandler.Route<A>> route =
        TokenTopics.isReserved(push.topic()) ? Optional.empty() : handler.route(push.topic());
    if (route.isPresent() && topics.size() < sockets.settings().maxChannels()) {
      spawn(route.get(), incoming, thenClose);
      return;
    }
    if (route.isEmpty()) {
      context.getLog().warn("no channel for topic {}, join refused", push.topic());
      answer(incoming, null, Wire.UNMATCHED_TOPIC);
    } else {
      answer(incoming, push.joinRef(), Wire.TOO_MANY_CHANNELS);
    }
  }

  private void spawn(
      SocketHandler.Route<A> route, ChannelActor.Incoming join, Message.@Nullable Push thenClose) {
    Message.Push push = join.push();
    Channel<A, ?> definition = route.channel();
    Membership membership =
        new Membership(
            push.topic(),
            id.orElse(""),
            push.joinRef(),
            push.ref(),
            serializer,
            transport,
            definition,
            runtime.maxQueue());
    ActorRef<Command> self = context.getSelf();
    Behavior<ChannelActor.Command> behavior =
        ChannelActor.create(
            definition,
            membership,
            runtime,
            route.assigns().apply(assigns),
            thenClose,
            trace,
            () -> self.tell(new Joined(membership)));
    ActorRef<ChannelActor.Command> channel =
        context.spawnAnonymous(behavior, ChannelActor.props(definition));
    context.watch(channel);
    TopicEntry entry = new TopicEntry(membership, channel, push.ref(), thenClose);
    topics.put(push.topic(), entry);
    entry.tell(join);
  }

  private Behavior<Command> onJoined(Joined joined) {
    TopicEntry entry = topics.get(joined.membership().topic());
    if (entry != null && entry.membership() == joined.membership()) {
      Queue<ChannelActor.Incoming> waited = entry.settled();
      // First, so that what came behind the join is not handled any more.
      endIfNotAllowed(entry);
      waited.forEach(this::route);
    }
    return this;
  }

  /** The token may have been replaced by another one since it joined. */
  private void endIfNotAllowed(TopicEntry entry) {
    TokenPolicy<A> policy = handler.tokens();
    boolean allowed = policy == null || policy.allows(assigns, entry.membership().topic());
    if (!allowed && !entry.isChanging()) {
      entry.end(StopReason.shutdown("unauthorized"));
    }
  }

  private Behavior<Command> onTerminated(Terminated terminated) {
    for (TopicEntry entry : topics.values()) {
      if (entry.isRunBy(terminated.getRef())) {
        onEnded(entry, terminated instanceof ChildFailed);
        return this;
      }
    }
    return this;
  }

  private void onEnded(TopicEntry entry, boolean crashed) {
    Membership membership = entry.membership();
    topics.remove(membership.topic());
    entry.releaseUnhandled(transport);
    ChannelActor.Incoming replacement = entry.replacement();
    if (crashed && !membership.isJoined()) {
      membership.send(
          answerTo(
              entry.joinedWith(), membership.joinRef(), membership.topic(), Wire.JOIN_CRASHED));
      if (entry.thenClose() != null) {
        membership.send(entry.thenClose());
      }
    } else if (membership.isJoined() && replacement == null) {
      membership.send(membership.closing());
    }
    if (replacement != null) {
      join(replacement, membership.closing(StopReason.DUPLICATE_JOIN));
    }
    entry.settled().forEach(this::route);
  }

  private Behavior<Command> onDisconnect() {
    transport.close(CloseCode.DISCONNECTED);
    return Behaviors.stopped();
  }

  private TokenWatch<A> watch(TokenPolicy<A> policy) {
    ActorRef<Command> self = context.getSelf();
    TokenSubscription<A> subscription =
        new TokenSubscription<>(
            policy, sockets.revocations(), runtime.pubsub(), () -> self.tell(Disconnect.INSTANCE));
    return new TokenWatch<>(policy, subscription, new TokenHost());
  }

  /** Lends the watch over the token what it needs. */
  private final class TokenHost implements TokenWatch.Host<A> {

    @Override
    public A assigns() {
      return assigns;
    }

    @Override
    public void assign(A other) {
      assigns = other;
      topics.values().forEach(SocketActor.this::endIfNotAllowed);
    }

    @Override
    public Optional<String> id(A other) {
      return handler.id(other);
    }

    @Override
    public void send(Message message) {
      transport.send(serializer.encode(message));
    }

    @Override
    public void answer(ChannelActor.Incoming incoming, @Nullable Ref joinRef, Reply reply) {
      SocketActor.this.answer(incoming, joinRef, reply);
    }

    @Override
    public void close(CloseCode code) {
      transport.close(code);
      closing = true;
    }

    @Override
    public Cancellable schedule(Duration delay, Runnable task) {
      return context.scheduleOnce(delay, context.getSelf(), new Run(task));
    }

    @Override
    public <T> void whenDone(CompletionStage<T> stage, TokenWatch.Done<T> then) {
      context.pipeToSelf(stage, (result, failure) -> new Run(() -> then.accept(result, failure)));
    }

    @Override
    public void failed(@Nullable Throwable failure) {
      context.getLog().error("refresh of a token crashed", failure);
    }
  }

  private Behavior<Command> onPostStop() {
    id.ifPresent(topic -> runtime.pubsub().unsubscribe(topic, onId));
    if (token != null) {
      token.stop();
    }
    // Unless it has ended, or was closed for a better reason.
    transport.close(CloseCode.INTERNAL_ERROR);
    runtime.telemetry().counts().socketEnded();
    if (runtime.telemetry().isListening()) {
      runtime.telemetry().emit(new TelemetryEvent.SocketDisconnected());
    }
    return this;
  }

  /** No channel handles such a topic or event, but a leave is granted to anybody. */
  private void onStray(Message.Stray stray, int sizeInBytes) {
    Ref topic = stray.topic();
    TopicEntry entry = topic != null && topic.isText() ? topics.get(topic.text()) : null;
    transport.received(1, sizeInBytes);
    long wait = limits == null ? 0 : limits.waitNanos(stray, sizeInBytes, Ticks.now());
    if (wait > 0) {
      tellLimited("push");
      answer(stray, stray.joinRef(), Wire.rateLimited(wait));
    } else if (entry != null) {
      failChannel(entry, stray);
    } else if (Ref.of(Event.LEAVE).equals(stray.event())) {
      answer(stray, stray.joinRef(), Reply.ok());
    } else {
      answer(stray, null, Wire.UNMATCHED_TOPIC);
    }
  }

  private void answer(Message.Stray stray, @Nullable Ref joinRef, Reply reply) {
    transport.send(
        serializer.encode(
            new Message.StrayReply(
                joinRef, stray.ref(), stray.topic(), reply.status(), reply.response())));
  }

  /** An event that is no string is one that the channel does not handle. */
  private static void failChannel(TopicEntry entry, Message.Stray stray) {
    if (!entry.isChanging() && entry.accepts(stray.joinRef())) {
      entry.fail("event: " + stray.event() + " (expected: a string)");
    }
  }

  private void answer(ChannelActor.Incoming incoming, @Nullable Ref joinRef, Reply reply) {
    Message.Push push = incoming.push();
    transport.received(1, incoming.sizeInBytes());
    transport.send(serializer.encode(answerTo(push.ref(), joinRef, push.topic(), reply)));
  }

  private static Message.Reply answerTo(
      @Nullable Ref ref, @Nullable Ref joinRef, String topic, Reply reply) {
    return new Message.Reply(joinRef, ref, topic, reply.status(), reply.response());
  }
}
