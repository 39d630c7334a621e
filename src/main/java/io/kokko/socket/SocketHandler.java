package io.kokko.socket;

import io.kokko.channel.Channel;
import io.kokko.channel.ChannelRuntime;
import io.kokko.channel.Stream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Defines a kind of socket: who may connect, and which channel runs which topics.
 *
 * <p>Immutable; each method returns a new definition.
 *
 * @param <A> the assigns that {@code connect} gives each socket
 * @see <a href="https://hexdocs.pm/phoenix/Phoenix.Socket.html">Phoenix.Socket</a>
 */
public final class SocketHandler<A> {

  /** Decides who may connect, by the query parameters and by the connection. */
  @FunctionalInterface
  public interface Connect<A> {
    ConnectResult<A> connect(Map<String, String> params, ConnectInfo info) throws Exception;
  }

  /** Decides who may connect, by the query parameters. */
  @FunctionalInterface
  public interface ConnectByParams<A> {
    ConnectResult<A> connect(Map<String, String> params) throws Exception;
  }

  /** Says which channel runs the topics that a pattern matches. */
  record Route<A>(TopicPattern pattern, Channel<A, ?> channel, UnaryOperator<A> assigns) {}

  private final Connect<A> connect;
  private final Function<A, @Nullable String> id;
  private final List<Route<A>> routes;
  private final boolean blocking;
  private final @Nullable TokenPolicy<A> tokens;

  private SocketHandler(
      Connect<A> connect,
      Function<A, @Nullable String> id,
      List<Route<A>> routes,
      boolean blocking,
      @Nullable TokenPolicy<A> tokens) {
    this.connect = connect;
    this.id = id;
    this.routes = routes;
    this.blocking = blocking;
    this.tokens = tokens;
  }

  /** Starts a definition with who may connect; if it throws, the client gets HTTP 500. */
  public static <A> SocketHandler<A> connect(ConnectByParams<A> connect) {
    return connect((params, info) -> connect.connect(params));
  }

  /** Starts a definition with who may connect; if it throws, the client gets HTTP 500. */
  public static <A> SocketHandler<A> connect(Connect<A> connect) {
    return new SocketHandler<>(connect, assigns -> null, List.of(), false, null);
  }

  /** Lets everybody in with the same assigns, as tests want it that are not about connecting. */
  public SocketHandler<A> assigning(A assigns) {
    return new SocketHandler<>(
        (params, info) -> ConnectResult.ok(assigns), id, routes, blocking, tokens);
  }

  /**
   * Names sockets, so that a broadcast of the event {@code disconnect} to that name closes all of
   * them. Null leaves a socket anonymous, which is the default.
   */
  public SocketHandler<A> id(Function<A, @Nullable String> id) {
    return new SocketHandler<>(connect, id, routes, blocking, tokens);
  }

  /**
   * Gives topics to a channel; of several patterns that match, the first declared wins.
   *
   * @param pattern a topic, or a start of topics and a star: {@code room:*}
   */
  public SocketHandler<A> channel(String pattern, Channel<A, ?> channel) {
    return channel(pattern, channel, UnaryOperator.identity());
  }

  /**
   * Gives topics to a channel, and changes the socket's assigns for it.
   *
   * @param assigns Phoenix's {@code assigns:} of a route
   */
  public SocketHandler<A> channel(String pattern, Channel<A, ?> channel, UnaryOperator<A> assigns) {
    List<Route<A>> more = new ArrayList<>(routes);
    more.add(new Route<>(TopicPattern.parse(pattern), channel, assigns));
    return new SocketHandler<>(connect, id, List.copyOf(more), blocking, tokens);
  }

  /**
   * Runs {@code connect} on a dispatcher of its own for code that blocks, {@code
   * kokko.blocking-dispatcher}.
   */
  public SocketHandler<A> blocking() {
    return new SocketHandler<>(connect, id, routes, true, tokens);
  }

  /**
   * Ends sockets whose token has expired or was revoked, and lets clients renew it on the topic
   * {@code phoenix:session}, which no channel can have then.
   */
  public SocketHandler<A> tokens(TokenPolicy<A> policy) {
    return new SocketHandler<>(connect, id, routes, blocking, policy);
  }

  /**
   * Makes what a transport needs to open sockets of this kind.
   *
   * @param blockingExecutor runs {@code connect} if this socket is {@link #blocking}
   */
  public Connector connector(
      ChannelRuntime runtime, SocketRuntime sockets, Executor blockingExecutor) {
    return new SocketConnector<>(this, runtime, sockets, blockingExecutor);
  }

  /** Tells whether any channel is declared a stream, or has pushes that run once. */
  public boolean needsStore() {
    return routes.stream().anyMatch(route -> route.channel().needsStore());
  }

  /** Returns what the channel of a topic is declared as, or null if that is no stream. */
  public @Nullable Stream stream(String topic) {
    for (Route<A> route : routes) {
      if (route.pattern().matches(topic)) {
        return route.channel().stream();
      }
    }
    return null;
  }

  @Nullable TokenPolicy<A> tokens() {
    return tokens;
  }

  boolean isBlocking() {
    return blocking;
  }

  ConnectResult<A> connect(Map<String, String> params, ConnectInfo info) throws Exception {
    return connect.connect(params, info);
  }

  Optional<String> id(A assigns) {
    return Optional.ofNullable(id.apply(assigns));
  }

  Optional<Route<A>> route(String topic) {
    return routes.stream().filter(route -> route.pattern().matches(topic)).findFirst();
  }
}
