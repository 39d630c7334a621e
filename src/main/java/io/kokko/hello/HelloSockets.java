package io.kokko.hello;

import static org.apache.pekko.http.javadsl.server.Directives.concat;

import io.kokko.dashboard.Dashboard;
import io.kokko.endpoint.Endpoint;
import io.kokko.endpoint.EndpointBuilder;
import io.kokko.endpoint.Health;
import io.kokko.metrics.PrometheusMetrics;
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
    PrometheusMetrics metrics = PrometheusMetrics.create();
    Dashboard dashboard = Dashboard.of(system);
    return dashboard
        .on(Endpoint.on(system))
        .presence(presence)
        .socket(
            "/socket",
            UserSocket.create()
                .channel("presence:*", PresenceChannel.create(presence))
                .channel("demo:*", DemoChannel.create(presence))
                .channel(NodesChannel.TOPIC, NodesChannel.create(presence)),
            SocketOptions.builder().longPoll(true).build())
        .routes(endpoint -> HelloRoutes.create(endpoint, metrics, dashboard))
        .whenServing(endpoint -> NodesChannel.announce(system, endpoint, presence))
        .management(endpoint -> concat(Health.route(endpoint), metrics.route(endpoint)))
        .checkOrigin(CheckOrigin.off()); // a sample for development, as Phoenix generates it
  }

  // end::endpoint[]

  private HelloSockets() {}
}
