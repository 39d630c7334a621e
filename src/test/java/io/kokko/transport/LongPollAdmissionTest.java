package io.kokko.transport;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.kokko.serializer.Frame;
import io.kokko.socket.ConnectInfo;
import io.kokko.telemetry.Telemetry;
import io.kokko.wire.HttpAnswer;
import io.kokko.wire.PollingClient;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may poll, by rules 4, 5, 7, 44 and 45. */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LongPollAdmissionTest {

  private static final String PATH = "/socket/longpoll?vsn=2.0.0";
  private static final String TOKEN = "x-phoenix-authtoken";

  private final EchoConnector connector = new EchoConnector();
  private final Config config =
      ConfigFactory.parseString("pekko.actor.provider = local").withFallback(ConfigFactory.load());
  private final ActorSystem<Void> system =
      ActorSystem.create(Behaviors.empty(), "longpoll-admission-test", config);
  private final HttpServer server =
      ServerFixture.await(
          HttpServer.bind(
              system,
              "127.0.0.1",
              0,
              TransportSettings.of(config),
              new Telemetry(),
              List.of(mount("/socket", true), mount("/plain", false)),
              request -> CompletableFuture.completedFuture(HttpResponse.create())));

  private Mount mount(String path, boolean authToken) {
    SocketOptions options = SocketOptions.builder().longPoll(true).authToken(authToken).build();
    return new Mount(path, connector, CheckOrigin.connection(), options);
  }

  @AfterEach
  void forget() {
    connector.transports.clear();
    connector.requests.clear();
  }

  @AfterAll
  void close() {
    system.terminate();
    ServerFixture.await(system.getWhenTerminated());
  }

  private HttpAnswer ask(String method, String target, Map<String, String> headers) {
    return HttpAnswer.to(server.address(), method, target, headers, "");
  }

  private static int status(HttpAnswer answer) {
    assertThat(answer.status()).as("%s", answer).isEqualTo(200);
    return PollingClient.json(answer.body()).get("status").intValue();
  }

  @Test
  void rule7TokenComesInAHeaderOfItsOwnAndAsItIs() {
    HttpAnswer answer = ask("GET", PATH, Map.of(TOKEN, "dG9r.not-base64=", "authorization", "no"));

    assertThat(status(answer)).isEqualTo(410);
    ConnectInfo info = connector.requests.remove().info();
    assertThat(info.authToken()).contains("dG9r.not-base64=");
    assertThat(info.headers()).extracting(ConnectInfo.Header::name).doesNotContain(TOKEN);
  }

  @Test
  void rule7TokenIsReadOnlyWhenTheSessionBegins() {
    String session =
        PollingClient.json(ask("GET", PATH, Map.of(TOKEN, "first")).body())
            .get("token")
            .textValue();

    connector.transports.remove().send(Frame.text("hi"));
    HttpAnswer polled = ask("GET", PATH + "&token=" + session, Map.of(TOKEN, "second"));

    assertThat(status(polled)).isEqualTo(200);
    assertThat(connector.requests).hasSize(1);
    assertThat(connector.requests.remove().info().authToken()).contains("first");
  }

  @Test
  void rule7SocketThatWantsNoTokenGetsNone() {
    assertThat(status(ask("GET", "/plain/longpoll?vsn=2.0.0", Map.of(TOKEN, "any"))))
        .isEqualTo(410);
    assertThat(connector.requests.remove().info().authToken()).isEmpty();
    assertThat(status(ask("GET", PATH, Map.of("authorization", "Bearer any")))).isEqualTo(410);
    assertThat(connector.requests.remove().info().authToken()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "POST", "OPTIONS", "PUT"})
  void rule5RefusedOriginIs403InTheBodyWhateverTheMethod(String method) {
    HttpAnswer answer = ask(method, PATH, Map.of("origin", "https://evil.example"));

    assertThat(status(answer)).isEqualTo(403);
    assertThat(answer.body()).isEqualTo("{\"status\":403}");
    assertThat(answer.headers())
        .containsEntry("access-control-allow-origin", "*")
        .containsEntry("cache-control", "no-store")
        .containsEntry("content-type", "application/json; charset=utf-8");
    assertThat(connector.requests).isEmpty();
  }

  @Test
  void rule5PageOfTheSameOriginMayPoll() {
    String origin = "http://localhost:" + server.address().getPort();

    assertThat(status(ask("GET", PATH, Map.of("origin", origin)))).isEqualTo(410);
    assertThat(status(ask("GET", PATH, Map.of("origin", "null")))).isEqualTo(403);
  }

  @ParameterizedTest
  @CsvSource({
    "'',               410",
    "vsn=1.0.0,        410",
    "vsn=2.0.1-rc.1,   410",
    "vsn=3.0.0,        403",
    "vsn[]=2.0.0,      403",
    "vsn%5B%5D=2.0.0,  403",
    "vsn=2.0.0&reject, 403",
    "vsn=2.0.0&reason, 403",
  })
  void rule4VersionIsCheckedBeforeConnect(String query, int status) {
    assertThat(status(ask("GET", "/plain/longpoll?" + query, Map.of()))).isEqualTo(status);
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "POST", "OPTIONS", "PUT"})
  void rule44QueryThatCannotBeReadIs400(String method) {
    assertThat(ask(method, PATH + "&name=%ff", Map.of()).status()).isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(strings = {"PUT", "PATCH", "DELETE", "HEAD"})
  void rule45EmptyAnswersMayBeReadByPagesToo(String method) {
    HttpAnswer answer = ask(method, PATH, Map.of());

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body()).isEmpty();
    assertThat(answer.headers())
        .containsEntry("access-control-allow-origin", "*")
        .containsEntry("cache-control", "max-age=0, private, must-revalidate");
  }

  @Test
  void rule45PreflightThatNamesNoHeadersIsAnsweredWithNone() {
    assertThat(ask("OPTIONS", PATH, Map.of()).headers())
        .containsEntry("access-control-allow-headers", "")
        .containsEntry("access-control-allow-methods", "get, post, options");
  }
}
