package com.example;

import io.kokko.channel.Channel;
import io.kokko.channel.JoinResult;
import io.kokko.endpoint.Endpoint;
import io.kokko.endpoint.EndpointBuilder;
import io.kokko.message.Payload;
import io.kokko.socket.ConnectInfo;
import io.kokko.socket.ConnectResult;
import io.kokko.socket.SocketHandler;
import io.kokko.transport.CheckOrigin;
import io.kokko.transport.Refusal;
import io.kokko.transport.SocketOptions;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorSystem;

/** Lets those in who hold a session of this application; the guide on sockets quotes it. */
public final class UserSocket {

  // tag::user[]
  /** What every channel of a socket knows about its client. */
  public record User(String name) {}

  // end::user[]

  /** Knows who holds which session. */
  public interface Sessions {

    /** Looks a session up, and blocks until the database has answered. */
    Optional<User> find(String token);

    /** Looks a session up; the stage completes when the answer is there. */
    CompletionStage<Optional<User>> look(String token);
  }

  // tag::socket[]
  public static SocketHandler<User> create(Sessions sessions) {
    return SocketHandler.connect(
            (Map<String, String> params, ConnectInfo info) -> connect(info, sessions))
        .id(user -> "users_socket:" + user.name())
        .channel("room:*", room());
  }

  private static ConnectResult<User> connect(ConnectInfo info, Sessions sessions) {
    return info.authToken()
        .map(token -> ConnectResult.later(sessions.look(token).thenApply(UserSocket::decide)))
        .orElseGet(() -> ConnectResult.error(Map.of("reason", "token missing")));
  }

  private static ConnectResult<User> decide(Optional<User> user) {
    return user.map(ConnectResult::ok)
        .orElseGet(() -> ConnectResult.error(Map.of("reason", "session unknown")));
  }

  // end::socket[]

  // tag::blocking[]
  public static SocketHandler<User> blocking(Sessions sessions) {
    return SocketHandler.connect(
            (Map<String, String> params, ConnectInfo info) ->
                decide(info.authToken().flatMap(sessions::find)))
        .blocking()
        .channel("room:*", room());
  }

  // end::blocking[]

  // tag::endpoint[]
  public static EndpointBuilder serve(ActorSystem<?> system, Sessions sessions) {
    SocketOptions options =
        SocketOptions.builder()
            .authToken(true)
            .checkOrigin(CheckOrigin.of("https://example.com", "//*.example.org"))
            .idleTimeout(Duration.ofSeconds(45))
            .maxFrameBytes(64 * 1024)
            .errorHandler(UserSocket::refuse)
            .build();
    return Endpoint.on(system)
        .socket("/socket", create(sessions), options)
        .socket("/admin", blocking(sessions), options);
  }

  // end::endpoint[]

  // tag::error-handler[]
  private static Refusal refuse(ConnectInfo info, Payload reason) {
    return Refusal.of(401)
        .header("content-type", "application/json")
        .body(reason.json().toString());
  }

  // end::error-handler[]

  // tag::path[]
  public static EndpointBuilder tenants(ActorSystem<?> system) {
    SocketHandler<User> handler =
        SocketHandler.connect(
            (Map<String, String> params, ConnectInfo info) ->
                ConnectResult.ok(new User(params.getOrDefault("tenant", ""))));
    return Endpoint.on(system).socket("/tenants/:tenant", handler.channel("room:*", room()));
  }

  // end::path[]

  private static Channel<User, User> room() {
    return Channel.<User, User>join(
        (topic, params, socket) ->
            JoinResult.ok(socket.assigns(), Map.of("name", socket.assigns().name())));
  }

  private UserSocket() {}
}
