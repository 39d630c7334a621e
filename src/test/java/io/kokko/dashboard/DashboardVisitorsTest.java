package io.kokko.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.kokko.endpoint.Endpoint;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.http.javadsl.model.AttributeKeys;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.RemoteAddress;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.http.javadsl.server.Route;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who gets the dashboard's page, by where they come from. */
class DashboardVisitorsTest {

  private static final String[] PATHS = {
    "/dashboard", "/dashboard/dashboard.js", "/dashboard/dashboard.css", "/dashboard/phoenix.mjs"
  };

  private static final RemoteAddress HERE = RemoteAddress.create(new byte[] {127, 0, 0, 1});
  private static final RemoteAddress HERE_BY_IPV6 =
      RemoteAddress.create(new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1});
  private static final RemoteAddress ELSEWHERE =
      RemoteAddress.create(new byte[] {(byte) 192, 0, 2, 7});

  private ActorSystem<Void> system = ActorSystem.create(Behaviors.empty(), "none");

  @AfterEach
  void stop() throws Exception {
    system.terminate();
    system.getWhenTerminated().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  private Route dashboard(String remote) throws Exception {
    stop();
    system =
        ActorSystem.create(
            Behaviors.empty(),
            "dashboard",
            ConfigFactory.parseString(
                    "pekko.actor.provider = local\n"
                        + "kokko.dashboard { token = \"a token of the test\", remote = "
                        + remote
                        + " }")
                .withFallback(ConfigFactory.load()));
    Endpoint endpoint =
        Endpoint.on(system).server(false).start().toCompletableFuture().get(20, TimeUnit.SECONDS);
    return Dashboard.of(system).route(endpoint);
  }

  private int status(Route route, HttpRequest request) throws Exception {
    return route
        .handler(system)
        .apply(request)
        .toCompletableFuture()
        .get(20, TimeUnit.SECONDS)
        .status()
        .intValue();
  }

  private static HttpRequest from(RemoteAddress address, String path) {
    return HttpRequest.GET(path).addAttribute(AttributeKeys.remoteAddress, address);
  }

  @Test
  void pageIsForVisitorsOfThisHost() throws Exception {
    Route route = dashboard("off");

    for (String path : PATHS) {
      assertThat(status(route, from(HERE, path))).isEqualTo(200);
      assertThat(status(route, from(HERE_BY_IPV6, path))).isEqualTo(200);
      assertThat(status(route, from(ELSEWHERE, path))).isEqualTo(404);
      assertThat(status(route, HttpRequest.GET(path))).isEqualTo(404);
    }
  }

  @Test
  void whatAVisitorSaysOfItselfDoesNotCount() throws Exception {
    Route route = dashboard("off");
    HttpRequest request =
        from(ELSEWHERE, "/dashboard")
            .addHeader(RawHeader.create("X-Forwarded-For", "127.0.0.1"))
            .addHeader(RawHeader.create("X-Real-IP", "127.0.0.1"));

    assertThat(status(route, request)).isEqualTo(404);
  }

  @Test
  void pageIsForEverybodyWhereThatIsSaid() throws Exception {
    Route route = dashboard("on");

    assertThat(status(route, from(ELSEWHERE, "/dashboard"))).isEqualTo(200);
    assertThat(status(route, HttpRequest.GET("/dashboard"))).isEqualTo(200);
  }
}
