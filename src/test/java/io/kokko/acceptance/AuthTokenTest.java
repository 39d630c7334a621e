package io.kokko.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.UserSocket;
import com.example.UserSocket.User;
import io.kokko.endpoint.RunningEndpoint;
import io.kokko.wire.HttpAnswer;
import io.kokko.wire.RawFrame;
import io.kokko.wire.RawWebSocket;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Clients with a token (rule 7), against the socket that the guide shows. */
class AuthTokenTest {

  /** Knows one session. */
  private static final class OneSession implements UserSocket.Sessions {

    @Override
    public Optional<User> find(String token) {
      return token.equals("s3cret?/+~") ? Optional.of(new User("ann")) : Optional.empty();
    }

    @Override
    public CompletionStage<Optional<User>> look(String token) {
      return CompletableFuture.supplyAsync(() -> find(token));
    }
  }

  @RegisterExtension private final Commands commands = new Commands();
  private RunningEndpoint running;

  @BeforeEach
  void start() {
    running = RunningEndpoint.start(system -> UserSocket.serve(system, new OneSession()));
  }

  @AfterEach
  void stop() {
    running.close();
  }

  private HttpAnswer answerTo(String path, String protocols) {
    Map<String, String> headers = Map.of("Sec-WebSocket-Protocol", protocols);
    try (RawWebSocket client =
        RawWebSocket.open(running.address(), path + "/websocket?vsn=2.0.0", headers)) {
      return client.answer();
    }
  }

  @Test
  void rule7UnmodifiedPhoenixJsConnectsWithItsToken() {
    String url = "ws://127.0.0.1:" + running.address().getPort();
    for (String path : new String[] {"/socket", "/admin"}) {
      Program client = commands.script("auth-token.mjs", url + path, "s3cret?/+~");

      assertThat(client.awaitExit()).as(client::printed).isZero();
      assertThat(client.printed()).contains("{\"what\":\"joined\",\"name\":\"ann\"}");
    }
  }

  @Test
  void refusalsOfTheGuideSayWhy() {
    HttpAnswer unknown = answerTo("/socket", "phoenix, base64url.bearer.phx.bm9ib2R5");
    HttpAnswer missing = answerTo("/socket", "phoenix");

    assertThat(unknown.status()).isEqualTo(401);
    assertThat(unknown.headers()).containsEntry("content-type", "application/json");
    assertThat(unknown.body()).isEqualTo("{\"reason\":\"session unknown\"}");
    assertThat(missing.body()).isEqualTo("{\"reason\":\"token missing\"}");
  }

  @Test
  void rule1PathParameterOfTheGuideIsFound() {
    try (RunningEndpoint tenants = RunningEndpoint.start(UserSocket::tenants);
        RawWebSocket client =
            RawWebSocket.open(tenants.address(), "/tenants/acme/websocket?vsn=2.0.0")) {
      client.write(RawFrame.text("[\"1\",\"1\",\"room:a\",\"phx_join\",{}]"));

      assertThat(client.read().asText()).contains("{\"name\":\"acme\"}");
    }
  }
}
