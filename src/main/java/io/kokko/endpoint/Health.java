package io.kokko.endpoint;

import static org.apache.pekko.http.javadsl.server.Directives.complete;
import static org.apache.pekko.http.javadsl.server.Directives.concat;
import static org.apache.pekko.http.javadsl.server.Directives.get;
import static org.apache.pekko.http.javadsl.server.Directives.path;

import java.util.Optional;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.server.Route;

/**
 * Answers whoever has to know whether a node lives and whether to send it clients: Kubernetes, a
 * load balancer.
 *
 * <p>Any thread may call it.
 *
 * @see <a href="https://pekko.apache.org/docs/pekko-management/current/healthchecks.html">Health
 *     checks of Pekko Management</a>
 */
public final class Health {

  /**
   * Answers, at the place where it is mounted and to {@code GET}:
   *
   * <ul>
   *   <li>{@code health}: 200 and {@code ok}, as long as the node answers at all;
   *   <li>{@code alive}: 200 and {@code OK}, the same under Pekko Management's name;
   *   <li>{@code ready}, and {@code startup}, which it is the same as: 200 and {@code OK}, or 500
   *       and {@code Not Healthy: } with what {@link Endpoint#hindrance} says.
   * </ul>
   */
  public static Route route(Endpoint endpoint) {
    return concat(
        path("health", () -> get(() -> complete("ok"))),
        path("alive", () -> get(() -> complete(StatusCodes.OK))),
        path("ready", () -> get(() -> ready(endpoint))),
        path("startup", () -> get(() -> ready(endpoint))));
  }

  private static Route ready(Endpoint endpoint) {
    Optional<String> hindrance = endpoint.hindrance();
    return hindrance.isEmpty()
        ? complete(StatusCodes.OK)
        : complete(StatusCodes.INTERNAL_SERVER_ERROR, "Not Healthy: " + hindrance.get());
  }

  private Health() {}
}
