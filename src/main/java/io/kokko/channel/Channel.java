package io.kokko.channel;

import io.kokko.message.Payload;
import io.kokko.message.PayloadException;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Defines a kind of channel: which class runs it, and which of its methods handles what.
 *
 * <p>Immutable, made of method references and shared by all channels of the kind; each {@code
 * handle…} method returns a new definition. One instance of the channel class is made for each
 * client that joins; its methods are called by one thread at a time, so it needs no locks.
 *
 * <p>A callback that throws ends its channel with {@code phx_error}, and nothing else; so does an
 * event without a {@code handleIn}, and a payload that does not fit the declared type.
 *
 * @param <A> the assigns of the socket
 * @param <C> the channel class
 * @see <a href="https://hexdocs.pm/phoenix/Phoenix.Channel.html">Phoenix.Channel</a>
 */
public final class Channel<A, C> {

  /** Lets a client in, or refuses it. */
  @FunctionalInterface
  public interface Join<A, C> {
    JoinResult<C> join(String topic, Payload params, Socket<A> socket) throws Exception;
  }

  /** Handles one event of the client. */
  @FunctionalInterface
  public interface In<C, P> {
    Result handle(C channel, P payload) throws Exception;
  }

  /** Handles each event of the client that starts as the pattern says. */
  @FunctionalInterface
  public interface InPattern<C, P> {
    Result handle(C channel, String event, P payload) throws Exception;
  }

  /** Handles an intercepted broadcast, or a message from this node. */
  @FunctionalInterface
  public interface Out<C, P> {
    Next handle(C channel, P payload) throws Exception;
  }

  /** Cleans up when a channel ends in order. */
  @FunctionalInterface
  public interface Terminate<C> {
    void terminate(C channel, StopReason reason) throws Exception;
  }

  private record TypedIn<C, P>(Class<P> type, InPattern<C, P> handler) {}

  private final Join<A, C> join;
  private final Map<String, TypedIn<C, ?>> ins;
  private final Map<String, Out<C, Payload>> outs;
  private final Map<Class<?>, Out<C, Object>> infos;
  private final Terminate<C> terminate;
  private final @Nullable InPattern<C, Payload> otherwise;
  private final boolean blocking;
  private final @Nullable Stream stream;
  private final Map<String, Duration> windows;

  private Channel(
      Join<A, C> join,
      Map<String, TypedIn<C, ?>> ins,
      Map<String, Out<C, Payload>> outs,
      Map<Class<?>, Out<C, Object>> infos,
      Terminate<C> terminate,
      @Nullable InPattern<C, Payload> otherwise,
      boolean blocking,
      @Nullable Stream stream,
      Map<String, Duration> windows) {
    this.join = join;
    this.ins = ins;
    this.outs = outs;
    this.infos = infos;
    this.terminate = terminate;
    this.otherwise = otherwise;
    this.blocking = blocking;
    this.stream = stream;
    this.windows = windows;
  }

  /** Starts a definition with what happens when a client joins. */
  public static <A, C> Channel<A, C> join(Join<A, C> join) {
    return new Channel<>(
        join, Map.of(), Map.of(), Map.of(), (channel, reason) -> {}, null, false, null, Map.of());
  }

  /**
   * Handles an event whose payload is bound to a type.
   *
   * @param event the event's name
   * @param type a record, a map, {@link Payload} itself; {@code byte[]} for binary payloads
   */
  public <P> Channel<A, C> handleIn(String event, Class<P> type, In<C, P> handler) {
    return handleInPattern(
        event, type, (channel, name, payload) -> handler.handle(channel, payload));
  }

  /**
   * Handles every event that starts as the pattern does, where no exact one matches; of two
   * patterns the first declared wins.
   *
   * @param pattern an event's name, or a start of it and a star: {@code ping:*}
   */
  public <P> Channel<A, C> handleInPattern(String pattern, Class<P> type, InPattern<C, P> handler) {
    TypedIn<C, P> in = new TypedIn<>(type, handler);
    return new Channel<>(
        join, with(ins, pattern, in), outs, infos, terminate, otherwise, blocking, stream, windows);
  }

  /**
   * Handles what no {@code handleIn} takes: an event without a handler, and a payload that does not
   * fit its handler's type. Without it such a push ends the channel with {@code phx_error}.
   */
  public Channel<A, C> otherwise(InPattern<C, Payload> fallback) {
    return new Channel<>(join, ins, outs, infos, terminate, fallback, blocking, stream, windows);
  }

  /**
   * Intercepts a broadcast: instead of the client, the channel gets it, and may push something else
   * or nothing.
   */
  public <P> Channel<A, C> handleOut(String event, Class<P> type, Out<C, P> handler) {
    Out<C, Payload> out = (channel, payload) -> handler.handle(channel, payload.as(type));
    return new Channel<>(
        join, ins, with(outs, event, out), infos, terminate, otherwise, blocking, stream, windows);
  }

  /**
   * Handles messages from this node, sent with {@link Socket#info}; the first declared handler
   * whose type the message has takes it. A message without one is logged and dropped.
   */
  public <M> Channel<A, C> handleInfo(Class<M> type, Out<C, M> handler) {
    Out<C, Object> info = (channel, message) -> handler.handle(channel, type.cast(message));
    return new Channel<>(
        join, ins, outs, with(infos, type, info), terminate, otherwise, blocking, stream, windows);
  }

  /** Runs code when a channel that was joined ends, but not when it crashes. */
  public Channel<A, C> terminate(Terminate<C> handler) {
    return new Channel<>(join, ins, outs, infos, handler, otherwise, blocking, stream, windows);
  }

  /**
   * Runs the channel on a dispatcher of its own for code that blocks, {@code
   * kokko.blocking-dispatcher}.
   */
  public Channel<A, C> blocking() {
    return new Channel<>(join, ins, outs, infos, terminate, otherwise, true, stream, windows);
  }

  /**
   * Declares the topics of this channel to be streams.
   *
   * <p>What is broadcast to them has a position, one order for all subscribers on all nodes, and is
   * kept; a client that asks for it by its join's params continues where it was. A broadcast is
   * delivered when it is safe; {@link Socket#append} tells when that is.
   */
  public Channel<A, C> stream(Stream kept) {
    return new Channel<>(join, ins, outs, infos, terminate, otherwise, blocking, kept, windows);
  }

  /**
   * Lets pushes of an event that carry a key, {@code {"kokko": {"id": "…"}}} in their payload, run
   * once: a repeat, on whatever node, is answered as the first one was.
   *
   * <p>A key belongs to the topic and the id of the socket; clients without an id share theirs, so
   * let them choose at random. Pushes without a key run as ever. While the store is asked, later
   * pushes of the client wait, so that all keep their order. The answer is stored before it is
   * sent, also one by {@link Socket#reply}; with {@link Socket#replyInTransaction} together with
   * what the handler has changed. What was begun and never answered is told {@code {"reason":
   * "outcome unknown"}}, and does not run again.
   *
   * @param event an event's name
   * @param window how long a key is remembered, at least a millisecond
   * @throws IllegalArgumentException if the window is shorter, or the event has one already
   */
  public Channel<A, C> idempotent(String event, Duration window) {
    if (window.toMillis() < 1) {
      throw new IllegalArgumentException("window: " + window + " (expected: >= 1 ms)");
    }
    return new Channel<>(
        join,
        ins,
        outs,
        infos,
        terminate,
        otherwise,
        blocking,
        stream,
        with(windows, event, window));
  }

  /** Tells whether it needs a store: it is a stream, or has pushes that run once. */
  public boolean needsStore() {
    return stream != null || !windows.isEmpty();
  }

  boolean hasIdempotent() {
    return !windows.isEmpty();
  }

  /** Returns how long the keys of an event are remembered, or null if it knows none. */
  @Nullable Duration window(String event) {
    return windows.get(event);
  }

  /** Returns how much is kept of the topics of this channel, or null if they are no streams. */
  public @Nullable Stream stream() {
    return stream;
  }

  boolean isBlocking() {
    return blocking;
  }

  boolean interceptsAny() {
    return !outs.isEmpty();
  }

  boolean intercepts(String event) {
    return outs.containsKey(event);
  }

  JoinResult<C> join(String topic, Payload params, Socket<A> socket) throws Exception {
    return join.join(topic, params, socket);
  }

  Result in(C channel, String event, Payload payload) throws Exception {
    TypedIn<C, ?> exact = ins.get(event);
    TypedIn<C, ?> handler = exact == null ? firstPattern(event) : exact;
    if (handler != null) {
      return bound(handler, channel, event, payload);
    }
    if (otherwise != null) {
      return otherwise.handle(channel, event, payload);
    }
    throw new NoHandlerException(event, ins.keySet());
  }

  /** Binds first, so that a misfit is told apart from a failure of the handler. */
  private <P> Result bound(TypedIn<C, P> in, C channel, String event, Payload payload)
      throws Exception {
    P bound;
    try {
      bound = payload.as(in.type());
    } catch (PayloadException misfit) {
      if (otherwise == null) {
        throw misfit;
      }
      return otherwise.handle(channel, event, payload);
    }
    return in.handler().handle(channel, event, bound);
  }

  private @Nullable TypedIn<C, ?> firstPattern(String event) {
    for (Map.Entry<String, TypedIn<C, ?>> entry : ins.entrySet()) {
      String pattern = entry.getKey();
      if (pattern.endsWith("*") && event.startsWith(pattern.substring(0, pattern.length() - 1))) {
        return entry.getValue();
      }
    }
    return null;
  }

  Next out(C channel, String event, Payload payload) throws Exception {
    return Objects.requireNonNull(outs.get(event), event).handle(channel, payload);
  }

  /** Returns nothing if no handler takes the message. */
  Optional<Next> info(C channel, Object message) throws Exception {
    for (Map.Entry<Class<?>, Out<C, Object>> entry : infos.entrySet()) {
      if (entry.getKey().isInstance(message)) {
        return Optional.of(entry.getValue().handle(channel, message));
      }
    }
    return Optional.empty();
  }

  void terminate(C channel, StopReason reason) throws Exception {
    terminate.terminate(channel, reason);
  }

  private static <K, V> Map<K, V> with(Map<K, V> map, K key, V value) {
    Map<K, V> copy = new LinkedHashMap<>(map);
    if (copy.put(key, value) != null) {
      throw new IllegalArgumentException("two handlers for " + key + " (expected: one)");
    }
    return Collections.unmodifiableMap(copy);
  }
}
