package io.kokko.hello;

import io.kokko.socket.ConnectResult;
import io.kokko.socket.SocketHandler;
import java.util.Map;

/** Lets everybody in who does not ask to be rejected. */
public final class UserSocket {

  // tag::socket[]
  public static SocketHandler<User> create() {
    return SocketHandler.connect(UserSocket::connect)
        .id(user -> user.id() == null ? null : "user_socket:" + user.id())
        .channel("ping", PingChannel.create())
        .channel("wild:*", WildChannel.create())
        .channel("room:*", RoomChannel.create())
        .channel("stream:*", StreamChannel.create())
        .channel("tally:*", TallyChannel.create())
        .channel("board:*", BoardChannel.create())
        .channel("bench:*", BenchChannel.create());
  }

  private static ConnectResult<User> connect(Map<String, String> params) {
    return switch (params.getOrDefault("reject", "")) {
      case "true" -> ConnectResult.error();
      case "reason" -> ConnectResult.error(Map.of("reason", "nope"));
      default -> ConnectResult.ok(new User(params.get("id")));
    };
  }

  // end::socket[]

  private UserSocket() {}
}
