package com.example.orders;

import io.kokko.channel.Channel;
import io.kokko.channel.JoinResult;
import io.kokko.socket.ConnectResult;
import io.kokko.socket.SocketHandler;

/** Lets everybody follow an order: the topic {@code order:42}. */
public final class OrderSocket {

  private OrderSocket() {}

  // tag::socket[]
  public static SocketHandler<String> create() {
    return SocketHandler.<String>connect(params -> ConnectResult.ok("somebody"))
        .channel("order:*", Channel.join((topic, params, socket) -> JoinResult.ok(socket)));
  }
  // end::socket[]
}
