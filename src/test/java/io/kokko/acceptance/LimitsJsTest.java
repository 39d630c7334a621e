package io.kokko.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.TokenSocket;
import io.kokko.endpoint.Endpoint;
import io.kokko.endpoint.EndpointBuilder;
import io.kokko.endpoint.RunningEndpoint;
import io.kokko.hello.HelloSockets;
import io.kokko.token.Token;
import io.kokko.token.TokenOptions;
import io.kokko.transport.SocketOptions;
import java.time.Duration;
import java.util.List;
import org.apache.pekko.actor.typed.ActorSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What unmodified phoenix.js makes of limits, of refusals, and of a token that expires. */
class LimitsJsTest {

  private static final List<String> VERSIONS =
      List.of("phoenix", "phoenix-1.7", "phoenix-1.6", "phoenix-1.5");

  private static final Token TOKENS = Token.of("a secret that is only good for tests".repeat(3));

  @RegisterExtension private final Commands commands = new Commands();

  private static EndpointBuilder members(ActorSystem<?> system) {
    return Endpoint.on(system)
        .socket("/open", TokenSocket.create(TOKENS))
        .socket(
            "/closed",
            TokenSocket.create(TOKENS),
            SocketOptions.builder().closeRefused(true).build());
  }

  private static String token(Duration life) {
    return TOKENS.sign(TokenSocket.SALT, "ann", TokenOptions.defaults().maxAge(life));
  }

  private static String url(RunningEndpoint running, String path) {
    return "ws://127.0.0.1:" + running.address().getPort() + path;
  }

  private static void expectEnd(Program client) {
    assertThat(client.awaitExit()).as(client::printed).isZero();
  }

  @Test
  void clientOfEachVersionRenewsItsTokenAndStays() {
    try (RunningEndpoint running = RunningEndpoint.start(LimitsJsTest::members)) {
      for (String version : VERSIONS) {
        Program client =
            commands.script(
                "session.mjs",
                url(running, "/open"),
                version,
                token(Duration.ofMillis(1500)),
                token(Duration.ofHours(1)));

        expectEnd(client);
        assertThat(client.printed().lines())
            .as(version)
            .containsExactly(
                "{\"what\":\"session\",\"status\":\"ok\",\"left\":true}",
                "{\"what\":\"wrong\",\"status\":\"error\",\"response\":"
                    + "{\"reason\":\"token missing, wrong or expired\"}}",
                "{\"what\":\"refreshed\",\"status\":\"ok\",\"later\":true}",
                "{\"what\":\"alive\",\"name\":\"ann\",\"opens\":1}");
      }
    }
  }

  @Test
  void clientThatIsClosedWhenRefusedSeesWhyAndStaysAway() {
    try (RunningEndpoint running = RunningEndpoint.start(LimitsJsTest::members)) {
      // 1.5 comes back after 1000, as it does after any code.
      for (String version : VERSIONS.subList(0, 3)) {
        Program client = commands.script("refused.mjs", url(running, "/closed"), version);

        expectEnd(client);
        assertThat(client.printed())
            .as(version)
            .contains(
                "{\"what\":\"refused\",\"tries\":1,\"code\":1000,"
                    + "\"reason\":\"token missing, wrong or expired\"}");
      }
      Program client = commands.script("refused.mjs", url(running, "/open"), "phoenix");
      expectEnd(client);
      assertThat(client.printed()).containsPattern("\"tries\":[5-9],\"code\":1006");
    }
  }

  @Test
  void clientOfEachVersionHearsThatItPushesTooOftenAndJoinsLater() {
    try (RunningEndpoint running =
        RunningEndpoint.start(
            HelloSockets::on, "kokko.limits.socket { pushes = 2/h, joins = 1/900ms }")) {
      for (String version : VERSIONS) {
        Program client = commands.script("limited.mjs", url(running, "/socket"), version);

        expectEnd(client);
        assertThat(client.printed().lines())
            .as(version)
            .containsExactly(
                "{\"what\":\"pushed\",\"statuses\":[\"error\",\"ok\",\"ok\"]}",
                "{\"what\":\"refused\",\"reason\":\"rate_limited\",\"known\":true}",
                "{\"what\":\"join\",\"status\":\"error\"}",
                "{\"what\":\"joined\"}");
      }
    }
  }
}
