package io.kokko.channel;

import io.kokko.message.Event;
import io.kokko.message.Message;
import io.kokko.message.Payload;
import io.kokko.message.Position;
import io.kokko.message.Stamp;
import io.kokko.telemetry.Tap;
import io.kokko.telemetry.TelemetryEvent;
import io.kokko.telemetry.TraceContext;
import io.kokko.telemetry.Tracing;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.ExtensibleBehavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.Signal;
import org.apache.pekko.actor.typed.TypedActorContext;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.jspecify.annotations.Nullable;

/**
 * Runs one channel of one client: joins it, then calls its handlers one after the other.
 *
 * <p>Its first message is the join. What it has to say to the client it encodes and queues itself,
 * so that replies, pushes and broadcasts of one handler keep their order. A callback that throws
 * stops the actor; its parent, the socket, sees that and tells the client.
 *
 * <p>Not built from a table of method references as our other actors are: each channel would carry
 * and search a table of its own.
 *
 * @see <a
 *     href="https://github.com/phoenixframework/phoenix/blob/v1.8/lib/phoenix/channel/server.ex">Phoenix.Channel.Server</a>
 */
public final class ChannelActor<A, C> extends ExtensibleBehavior<ChannelActor.Command> {

  /** What a channel is told. */
  public sealed interface Command {}

  /** A message of the client; the first one is the join. */
  public record Incoming(Message.Push push, int sizeInBytes) implements Command {}

  /** The socket ends the channel. */
  public record Stop(StopReason reason) implements Command {}

  /** Goes through the channel; with where its delivery is in its trace, or null. */
  record Intercepted(Message.Broadcast broadcast, @Nullable TraceContext trace)
      implements Command {}

  record Info(Object message) implements Command {}

  /** From another actor, past the bound of {@link Membership}. */
  record Told(Object message) implements Command {}

  record Overflowed(int bound) implements Command {}

  /** It is known whether a push with a key is to run; null: not for now. */
  private record Claimed(Incoming incoming, KeyedPush keyed, Streams.@Nullable Claim claim)
      implements Command {}

  /** What was waited for is there. */
  private record Continue(Supplier<Behavior<Command>> step) implements Command {}

  /** A callback of the user. */
  @FunctionalInterface
  private interface Callback<T> {
    T call() throws Exception;
  }

  /**
   * Makes the actor of one channel.
   *
   * @param thenClose follows the join's reply: the {@code phx_close} of the channel that this join
   *     replaces, or null
   * @param connectTrace where the socket's connect is in its trace, or null
   * @param onJoined told when the client has been let in
   */
  public static <A, C> Behavior<Command> create(
      Channel<A, C> definition,
      Membership membership,
      ChannelRuntime runtime,
      A assigns,
      Message.@Nullable Push thenClose,
      @Nullable TraceContext connectTrace,
      Runnable onJoined) {
    return Behaviors.setup(
        context ->
            new ChannelActor<>(
                context,
                definition,
                membership,
                runtime,
                assigns,
                thenClose,
                connectTrace,
                onJoined));
  }

  private static final Props ORDINARY = DispatcherSelector.sameAsParent();
  private static final Props BLOCKING = DispatcherSelector.fromConfig("kokko.blocking-dispatcher");

  /** Says on which dispatcher the channels of a kind run. */
  public static Props props(Channel<?, ?> definition) {
    return definition.isBlocking() ? BLOCKING : ORDINARY;
  }

  private final ActorContext<Command> context;
  private final Channel<A, C> definition;
  private final Membership membership;
  private final ChannelRuntime runtime;
  private final Message.@Nullable Push thenClose;
  private final Runnable onJoined;
  private final Socket<A> socket;

  /** Null until the client has been let in. */
  private @Nullable C channel;

  /** The join while it is not decided, with what arrived since. */
  private @Nullable Incoming join;

  private long joinStarted;

  /** Where pushes continue: the connect, and from the join on that; null where nobody traces. */
  private @Nullable TraceContext trace;

  /** Null once the join is decided, and where nobody traces. */
  private Tracing.@Nullable Span joinSpan;

  /** Null in topics that are no streams. */
  private @Nullable StreamJoin stream;

  /** Null where no push has to run once. */
  private final @Nullable PushGate gate;

  private @Nullable Queue<Command> waiting;

  /** Set once no callback must run any more. */
  private boolean finished;

  private ChannelActor(
      ActorContext<Command> context,
      Channel<A, C> definition,
      Membership membership,
      ChannelRuntime runtime,
      A assigns,
      Message.@Nullable Push thenClose,
      @Nullable TraceContext connectTrace,
      Runnable onJoined) {
    this.context = context;
    this.trace = connectTrace;
    this.definition = definition;
    this.membership = membership;
    this.runtime = runtime;
    this.thenClose = thenClose;
    this.onJoined = onJoined;
    this.socket = new Socket<>(membership, runtime, context, assigns);
    this.gate =
        definition.hasIdempotent() ? new PushGate(definition, membership, runtime.streams()) : null;
    membership.start(context.getSelf());
  }

  @Override
  public Behavior<Command> receive(TypedActorContext<Command> typed, Command command) {
    if (command instanceof Incoming incoming) {
      return onIncoming(incoming);
    }
    if (command instanceof Info info) {
      return onInfo(info);
    }
    if (command instanceof Intercepted intercepted) {
      return onIntercepted(intercepted);
    }
    if (command instanceof Told told) {
      return onMessage(told, told.message());
    }
    if (command instanceof Claimed claimed) {
      return onClaimed(claimed);
    }
    if (command instanceof Continue next) {
      return next.step().get();
    }
    return command instanceof Stop stop ? stop(stop.reason()) : onOverflowed((Overflowed) command);
  }

  @Override
  public Behavior<Command> receiveSignal(TypedActorContext<Command> typed, Signal signal) {
    return signal == PostStop.instance() ? onPostStop() : Behaviors.unhandled();
  }

  private Behavior<Command> onIncoming(Incoming incoming) {
    Tap tap = runtime.telemetry().tap();
    if (tap != null) {
      Message.Push push = incoming.push();
      tap.message(Tap.Way.IN, membership.user(), topic(), push.event(), push.payload());
    }
    if (channel == null) {
      return onJoin(incoming);
    }
    if (gate != null && !gate.passes(incoming, this::claimed)) {
      return this;
    }
    Message.Push push = incoming.push();
    Behavior<Command> next =
        push.event().equals(Event.LEAVE)
            ? onLeave(push)
            : onPush(channel, push, new ReplyRef(push.ref(), null));
    membership.handled(incoming.sizeInBytes());
    return next;
  }

  private void claimed(Incoming incoming, KeyedPush keyed, Streams.@Nullable Claim claim) {
    context.getSelf().tell(new Claimed(incoming, keyed, claim));
  }

  private Behavior<Command> onClaimed(Claimed claimed) {
    PushGate opening = Objects.requireNonNull(gate);
    opening.open();
    Behavior<Command> behavior = handle(claimed);
    membership.handled(claimed.incoming().sizeInBytes());
    Incoming next = opening.next();
    while (behavior == this && next != null) {
      behavior = onIncoming(next);
      next = opening.next();
    }
    return behavior;
  }

  private Behavior<Command> handle(Claimed claimed) {
    Message.Push push = claimed.incoming().push();
    Streams.Claim claim = claimed.claim();
    if (claim instanceof Streams.Claim.Granted) {
      return onPush(
          Objects.requireNonNull(channel), push, new ReplyRef(push.ref(), claimed.keyed()));
    }
    membership.send(membership.reply(push.ref(), PushGate.refusal(claim)));
    return this;
  }

  private Behavior<Command> onJoin(Incoming incoming) {
    join = incoming;
    joinStarted = clock();
    Payload params = incoming.push().payload();
    Tracing tracing = runtime.telemetry().tracing();
    if (tracing.isOn()) {
      Tracing.Span span = tracing.join(topic(), trace, params);
      joinSpan = span;
      trace = span.context();
    }
    if (definition.stream() == null) {
      return decide(params, this::enter);
    }
    StreamJoin joining =
        new StreamJoin(runtime.streams(), membership, params, definition.interceptsAny());
    stream = joining;
    return whenDone(
        joining.position(),
        (start, failure) ->
            start == null
                ? refuse(Wire.STREAM_UNAVAILABLE)
                : decide(params, ok -> enter(ok, joining, start)));
  }

  private Behavior<Command> decide(
      Payload params, Function<JoinResult.Ok<C>, Behavior<Command>> admit) {
    Callback<JoinResult<C>> joining = () -> definition.join(topic(), params, socket);
    Tracing.Span span = joinSpan;
    return onResult(
        call("join", null, span == null ? joining : () -> within(span, joining)), admit);
  }

  private Behavior<Command> onResult(
      JoinResult<C> result, Function<JoinResult.Ok<C>, Behavior<Command>> admit) {
    if (result instanceof JoinResult.Ok<C> ok) {
      return admit.apply(ok);
    }
    if (result instanceof JoinResult.Later<C> later) {
      return whenDone(
          later.result(),
          (decided, failure) ->
              Socket.isUnavailable(failure)
                  ? refuse(Wire.STREAM_UNAVAILABLE)
                  : onResult(decided(decided, failure), admit));
    }
    return refuse(Reply.error(((JoinResult.Refused<C>) result).reason()));
  }

  private JoinResult<C> decided(@Nullable JoinResult<C> result, @Nullable Throwable failure) {
    if (result == null) {
      throw new CallbackException(
          "join",
          topic(),
          failure == null
              ? new NullPointerException("the stage of JoinResult.later completed with null")
              : failure);
    }
    return result;
  }

  private Behavior<Command> refuse(Reply reply) {
    membership.send(joinReply(reply, false));
    if (thenClose != null) {
      membership.send(thenClose);
    }
    finished = true;
    return Behaviors.stopped();
  }

  /** Goes on when a stage completes; what arrives until the client is let in waits. */
  private <T> Behavior<Command> whenDone(
      CompletionStage<T> stage,
      BiFunction<@Nullable T, @Nullable Throwable, Behavior<Command>> then) {
    CompletableFuture<T> future = stage.toCompletableFuture();
    if (future.isDone() && !future.isCompletedExceptionally()) {
      return then.apply(future.join(), null);
    }
    if (waiting == null) {
      waiting = new ArrayDeque<>();
    }
    context.pipeToSelf(stage, (result, failure) -> new Continue(() -> then.apply(result, failure)));
    return this;
  }

  /** Subscribes before the reply is out, so that the client misses nothing from then on. */
  private Behavior<Command> enter(JoinResult.Ok<C> ok) {
    runtime.pubsub().subscribe(topic(), membership);
    return open(ok.channel(), ok.reply());
  }

  /** The same in a stream, of which the client gets what it has missed first. */
  private Behavior<Command> enter(JoinResult.Ok<C> ok, StreamJoin joining, Position start) {
    runtime.pubsub().subscribe(topic(), membership);
    return whenDone(
        joining.attach(start),
        (begin, failure) ->
            begin == null
                ? refuse(Wire.STREAM_UNAVAILABLE)
                : open(ok.channel(), call("join", null, () -> joining.reply(ok.reply(), begin))));
  }

  private Behavior<Command> open(C joined, Payload reply) {
    channel = joined;
    runtime.telemetry().counts().channelOpened();
    // Before the reply, so that what the client sends when it has it meets a socket that knows.
    onJoined.run();
    membership.open(joinReply(Reply.ok(reply), true), thenClose);
    Queue<Command> arrived = waiting;
    waiting = null;
    if (arrived != null) {
      // To ourselves, so that a handler that stops the channel stops the rest too.
      arrived.forEach(context.getSelf()::tell);
    }
    return this;
  }

  private Message.Reply joinReply(Reply reply, boolean accepted) {
    Incoming incoming = join;
    if (incoming == null) {
      throw new IllegalStateException("no join of " + topic() + " to answer");
    }
    join = null;
    endJoinSpan();
    Message.Reply message = membership.joinReply(incoming.push().ref(), reply);
    socket.show(Event.REPLY, message.response());
    membership.handled(incoming.sizeInBytes());
    emit(
        () ->
            new TelemetryEvent.ChannelJoined(
                since(joinStarted), topic(), incoming.push().payload(), accepted));
    return message;
  }

  private void endJoinSpan() {
    Tracing.Span span = joinSpan;
    if (span != null) {
      joinSpan = null;
      span.end();
    }
  }

  /** Lets what a callback does continue a span. */
  private static <T> T within(Tracing.Span span, Callback<T> code) throws Exception {
    Tracing.Scope scope = span.enter();
    try {
      return code.call();
    } catch (Exception | StackOverflowError | LinkageError e) {
      span.fail(e);
      throw e;
    } finally {
      scope.close();
    }
  }

  private Behavior<Command> onLeave(Message.Push leave) {
    membership.send(membership.reply(leave.ref(), Reply.ok()));
    return stop(StopReason.LEFT);
  }

  /** Lets what a callback does be a span. */
  private static <T> T whole(Tracing.Span span, Callback<T> code) throws Exception {
    try {
      return within(span, code);
    } finally {
      span.end();
    }
  }

  private Behavior<Command> onPush(C joined, Message.Push push, ReplyRef ref) {
    long started = clock();
    Callback<Result> handling =
        () -> answer(ref, handle(ref, () -> definition.in(joined, push.event(), push.payload())));
    Tracing tracing = runtime.telemetry().tracing();
    Result result =
        call("handleIn", push.event(), tracing.isOn() ? traced(tracing, push, handling) : handling);
    emit(
        () ->
            new TelemetryEvent.ChannelHandledIn(
                since(started), topic(), push.event(), push.ref(), push.payload()));
    if (result instanceof Reply.ThenStop last) {
      return ref.keyed() == null ? stop(last.reason()) : answerThenStop(ref, last);
    }
    return result instanceof Next next ? next(next) : this;
  }

  private Callback<Result> traced(Tracing tracing, Message.Push push, Callback<Result> handling) {
    return () -> whole(tracing.handle(topic(), push.event(), trace, push.payload()), handling);
  }

  /** The last answer has to be stored first, and nothing may run meanwhile. */
  private Behavior<Command> answerThenStop(ReplyRef ref, Reply.ThenStop last) {
    Objects.requireNonNull(gate).shut();
    context.pipeToSelf(
        socket.answer(ref, last.reply()),
        (done, failure) -> new Continue(() -> stop(last.reason())));
    return this;
  }

  private Result handle(ReplyRef ref, Callback<Result> handleIn) throws Exception {
    socket.handling(ref);
    try {
      return handleIn.call();
    } finally {
      socket.handling(null);
    }
  }

  private Result answer(ReplyRef ref, Result result) {
    if (result instanceof Reply reply) {
      socket.reply(ref, reply);
    } else if (result instanceof Reply.ThenStop last && ref.keyed() == null) {
      socket.reply(ref, last.reply());
    }
    return result;
  }

  private Behavior<Command> onIntercepted(Intercepted intercepted) {
    C joined = channel;
    if (joined == null) {
      return await(intercepted);
    }
    membership.dequeued();
    Message.Broadcast broadcast = intercepted.broadcast();
    if (!definition.intercepts(broadcast.event())) {
      membership.sendPassed(broadcast);
      return this;
    }
    Callback<Next> out = () -> definition.out(joined, broadcast.event(), broadcast.payload());
    TraceContext trace = intercepted.trace();
    handling(broadcast.stamp());
    Next next =
        call("handleOut", broadcast.event(), trace == null ? out : traced(trace, broadcast, out));
    handling(null);
    return next(next);
  }

  private Callback<Next> traced(
      TraceContext delivery, Message.Broadcast broadcast, Callback<Next> out) {
    Tracing tracing = runtime.telemetry().tracing();
    return () -> whole(tracing.handleOut(topic(), broadcast.event(), delivery), out);
  }

  private void handling(@Nullable Stamp stamp) {
    StreamSeat seat = membership.seat();
    if (seat != null) {
      seat.handling(stamp);
    }
  }

  private Behavior<Command> onInfo(Info info) {
    if (channel != null) {
      membership.dequeued();
    }
    return onMessage(info, info.message());
  }

  private Behavior<Command> onMessage(Command command, Object message) {
    C joined = channel;
    if (joined == null) {
      return await(command);
    }
    Optional<Next> next = call("handleInfo", null, () -> definition.info(joined, message));
    if (next.isEmpty()) {
      context.getLog().warn("{} has no handleInfo for {}", topic(), message);
      return this;
    }
    return next(next.get());
  }

  /** Keeps what came before the join was decided; {@link Membership} bounds how much. */
  private Behavior<Command> await(Command command) {
    if (waiting != null) {
      waiting.add(command);
    }
    return this;
  }

  private Behavior<Command> onOverflowed(Overflowed overflowed) {
    emit(() -> new TelemetryEvent.QueueOverflowed("channel", topic()));
    throw new ChannelOverflowException(topic(), overflowed.bound());
  }

  private Behavior<Command> next(Next next) {
    return next instanceof Next.Stop stop ? stop(stop.reason()) : this;
  }

  /** The socket tells the client, once it no longer sends this channel what the client says. */
  private Behavior<Command> stop(StopReason reason) {
    terminate(reason);
    membership.stopping(reason);
    return Behaviors.stopped();
  }

  private void terminate(StopReason reason) {
    C joined = channel;
    if (joined != null && !finished) {
      finished = true;
      emit(() -> new TelemetryEvent.ChannelEnded(topic(), reason.name()));
      call(
          "terminate",
          null,
          () -> {
            definition.terminate(joined, reason);
            return reason;
          });
    }
  }

  /** The connection has ended, unless the channel ended by itself. */
  private Behavior<Command> onPostStop() {
    membership.end();
    runtime.pubsub().unsubscribe(topic(), membership);
    socket.unsubscribeAll();
    endJoinSpan();
    if (channel != null) {
      runtime.telemetry().counts().channelEnded();
    }
    if (gate != null) {
      gate.close();
    }
    if (stream != null) {
      stream.close();
    }
    terminate(StopReason.CLOSED);
    return this;
  }

  private String topic() {
    return membership.topic();
  }

  /**
   * Calls the user's code. An error that is no exception (an endless recursion, a class that cannot
   * be loaded) is this channel's failure too, where Pekko would stop the whole node.
   */
  private <T> T call(String callback, @Nullable String event, Callback<T> code) {
    try {
      T result = code.call();
      if (result == null) {
        throw new NullPointerException(name(callback, event) + " returned null");
      }
      return result;
    } catch (Exception | StackOverflowError | LinkageError e) {
      finished = true;
      emit(() -> new TelemetryEvent.ChannelCrashed(topic(), e));
      throw new CallbackException(name(callback, event), topic(), e);
    }
  }

  private static String name(String callback, @Nullable String event) {
    return event == null ? callback : callback + " \"" + event + '"';
  }

  private void emit(Supplier<TelemetryEvent> event) {
    if (runtime.telemetry().isListening()) {
      runtime.telemetry().emit(event.get());
    }
  }

  /** Looks at the clock only for somebody who wants to know. */
  private long clock() {
    return runtime.telemetry().isListening() ? System.nanoTime() : 0;
  }

  private static Duration since(long started) {
    return Duration.ofNanos(System.nanoTime() - started);
  }
}
