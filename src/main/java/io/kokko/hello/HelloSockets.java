package io.kokko.hello;

import io.kokko.endpoint.Endpoint;
import io.kokko.endpoint.EndpointBuilder;
import io.kokko.presence.Presence;
import io.kokko.transport.CheckOrigin;
import io.kokko.transport.SocketOptions;
import org.apache.pekko.actor.typed.ActorSystem;

/** Puts the sample application together. */
public final class HelloSockets {

  // tag::endpoint[]
  /** Describes its endpoint on an actor system; the caller names a port and starts it. */
  public static EndpointBuilder on(ActorSystem<?> system) {
    Presence presence = Presence.create("hello");
    return Endpoint.on(system)
        .presence(presence)
        .socket(
            "/socket",
            UserSocket.create()
                .channel("presence:*", PresenceChannel.create(presence))
                .channel("demo:*", DemoChannel.create(presence))
                .channel(NodesChannel.TOPIC, NodesChannel.create(presence)),
            SocketOptions.builder().longPoll(true).build())
        .routes(HelloRoutes::create)
        .whenServing(endpoint -> NodesChannel.announce(system, endpoint, presence))
        .checkOrigin(CheckOrigin.off()); // a sample for development, as Phoenix generates it
  }

  // end::endpoint[]

  private HelloSockets() {}
}
