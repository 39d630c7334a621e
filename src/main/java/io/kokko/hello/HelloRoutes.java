package io.kokko.hello;

import static org.apache.pekko.http.javadsl.server.Directives.complete;
import static org.apache.pekko.http.javadsl.server.Directives.concat;
import static org.apache.pekko.http.javadsl.server.Directives.entity;
import static org.apache.pekko.http.javadsl.server.Directives.onComplete;
import static org.apache.pekko.http.javadsl.server.Directives.parameter;
import static org.apache.pekko.http.javadsl.server.Directives.path;
import static org.apache.pekko.http.javadsl.server.Directives.post;

import io.kokko.dashboard.Dashboard;
import io.kokko.endpoint.Endpoint;
import io.kokko.endpoint.Health;
import io.kokko.message.Payload;
import io.kokko.message.PayloadException;
import io.kokko.message.Position;
import io.kokko.metrics.PrometheusMetrics;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.server.Route;
import org.apache.pekko.http.javadsl.unmarshalling.Unmarshaller;
import scala.util.Try;

/** Lets tools outside broadcast to clients and disconnect them, over plain HTTP. */
final class HelloRoutes {

  private final Endpoint endpoint;

  private HelloRoutes(Endpoint endpoint) {
    this.endpoint = endpoint;
  }

  static Route create(Endpoint endpoint, PrometheusMetrics metrics, Dashboard dashboard) {
    HelloRoutes routes = new HelloRoutes(endpoint);
    return concat(
        Health.route(endpoint),
        metrics.route(endpoint),
        dashboard.route(endpoint),
        HelloPages.route(),
        path("broadcast", () -> post(routes::broadcast)),
        path("disconnect", () -> post(routes::disconnect)),
        complete(StatusCodes.NOT_FOUND, "not found"));
  }

  private Route broadcast() {
    return parameter(
        "topic",
        topic ->
            parameter(
                "event",
                event ->
                    entity(Unmarshaller.entityToString(), body -> broadcast(topic, event, body))));
  }

  private Route broadcast(String topic, String event, String body) {
    try {
      Payload payload = body.isBlank() ? Payload.empty() : Payload.ofJson(body);
      if (endpoint.isStream(topic)) {
        return onComplete(endpoint.append(topic, event, payload), HelloRoutes::appended);
      }
      endpoint.broadcast(topic, event, payload);
      return complete("ok");
    } catch (PayloadException e) {
      return complete(StatusCodes.BAD_REQUEST, e.getMessage());
    }
  }

  /** Says ok when the message is safe. */
  private static Route appended(Try<Position> position) {
    return position.isSuccess()
        ? complete("ok")
        : complete(StatusCodes.SERVICE_UNAVAILABLE, "{\"reason\":\"stream unavailable\"}");
  }

  private Route disconnect() {
    return parameter(
        "id",
        id -> {
          endpoint.disconnect("user_socket:" + id);
          return complete("ok");
        });
  }
}
