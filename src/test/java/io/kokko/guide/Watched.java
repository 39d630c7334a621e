package io.kokko.guide;

import static org.apache.pekko.http.javadsl.server.Directives.concat;

import io.kokko.dashboard.Dashboard;
import io.kokko.endpoint.Endpoint;
import io.kokko.endpoint.EndpointBuilder;
import io.kokko.endpoint.Health;
import io.kokko.hello.UserSocket;
import io.kokko.metrics.PrometheusMetrics;
import org.apache.pekko.actor.typed.ActorSystem;

/** Code of the pages: an endpoint that is watched. */
public final class Watched {

  private Watched() {}

  /** Describes one with a dashboard. */
  public static EndpointBuilder seen(ActorSystem<?> system) {
    // tag::dashboard[]
    Dashboard dashboard = Dashboard.of(system);
    return dashboard
        .on(Endpoint.on(system))
        .socket("/socket", UserSocket.create())
        .routes(dashboard::route);
    // end::dashboard[]
  }

  /** Describes one with metrics. */
  public static EndpointBuilder on(ActorSystem<?> system) {
    // tag::metrics[]
    PrometheusMetrics metrics = PrometheusMetrics.create();
    return Endpoint.on(system)
        .socket("/socket", UserSocket.create())
        .routes(metrics::route)
        .management(endpoint -> concat(Health.route(endpoint), metrics.route(endpoint)));
    // end::metrics[]
  }
}
