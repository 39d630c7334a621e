// tag::page[]
package com.example;

import com.typesafe.config.ConfigFactory;
import io.kokko.channel.Channel;
import io.kokko.channel.JoinResult;
import io.kokko.channel.Reply;
import io.kokko.channel.Socket;
import io.kokko.cluster.Node;
import io.kokko.endpoint.Endpoint;
import io.kokko.socket.ConnectResult;
import io.kokko.socket.SocketHandler;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

public record RoomChannel(Socket<String> socket) {
  record Say(String body) {}

  record Said(String from, String body) {}

  Reply say(Say say) {
    socket.broadcast("said", new Said(socket.assigns(), say.body()));
    return Reply.ok();
  }

  public static void main(String[] args) {
    Channel<String, RoomChannel> room =
        Channel.<String, RoomChannel>join(
                (topic, params, socket) -> JoinResult.ok(new RoomChannel(socket)))
            .handleIn("say", Say.class, RoomChannel::say);
    SocketHandler<String> users =
        SocketHandler.<String>connect(params -> ConnectResult.ok(params.getOrDefault("name", "?")))
            .channel("room:*", room);
    var config = Node.config(args[0], 0, ConfigFactory.load());
    var system = ActorSystem.create(Behaviors.empty(), "chat", config);
    if (args.length > 1) Node.of(system).connect(args[1]).toCompletableFuture().join();
    var start = Endpoint.on(system).socket("/socket", users).start().toCompletableFuture();
    System.out.println("serving at " + start.join().address().orElseThrow());
  }
}
// end::page[]
