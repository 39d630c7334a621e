package io.kokko.socket;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.TokenSocket;
import com.example.TokenSocket.Member;
import io.kokko.channel.CloseCode;
import io.kokko.channel.Reply;
import io.kokko.message.Payload;
import io.kokko.testkit.ChannelTestKit;
import io.kokko.testkit.TestClient;
import io.kokko.token.Token;
import io.kokko.token.TokenOptions;
import io.kokko.token.TokenResult;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A socket whose token expires, is renewed, or is given away. */
@Timeout(60)
class TokenWatchTest {

  private static final Token TOKENS = Token.of("a secret that is only good for tests".repeat(3));

  private final ChannelTestKit kit = new ChannelTestKit();

  @AfterEach
  void stop() {
    kit.close();
  }

  private static String token(String name, Duration life) {
    return TOKENS.sign(TokenSocket.SALT, name, TokenOptions.defaults().maxAge(life));
  }

  private TestClient connect(SocketHandler<Member> handler, String token) {
    return kit.connect(handler, Map.of("token", token));
  }

  private static Reply refresh(TestClient client, String token) {
    return client.push("phoenix:session", "refresh", Map.of("token", token));
  }

  private static Reply refused(String reason) {
    return Reply.error(Map.of("reason", reason));
  }

  @Test
  void socketOfAClientThatDoesNotRenewItsTokenIsClosedWhenItExpires() {
    TestClient client = connect(TokenSocket.create(TOKENS), token("ann", Duration.ofMillis(600)));

    assertThat(client.join("room:a", Map.of())).isEqualTo(Reply.ok());
    assertThat(client.expectClose()).isEqualTo(CloseCode.TOKEN_EXPIRED);
  }

  @Test
  void tokenOfSomebodyElseIsNotTaken() {
    TestClient client = connect(TokenSocket.create(TOKENS), token("ann", Duration.ofHours(1)));
    client.join("phoenix:session", Map.of());

    assertThat(refresh(client, token("bob", Duration.ofHours(1))))
        .isEqualTo(refused("token refused"));
    assertThat(refresh(client, token("ann", Duration.ofHours(2))).status()).isEqualTo("ok");
    assertThat(client.push("phoenix:session", "refresh", Map.of()))
        .isEqualTo(refused("token refused"));
  }

  @Test
  void nothingIsRenewedBeforeTheTopicIsJoinedOrAfterItWasLeft() {
    TestClient client = connect(TokenSocket.create(TOKENS), token("ann", Duration.ofHours(1)));
    String next = token("ann", Duration.ofHours(2));

    assertThat(refresh(client, next)).isEqualTo(refused("unmatched topic"));
    client.join("phoenix:session", Map.of());
    assertThat(refresh(client, next).status()).isEqualTo("ok");
    assertThat(client.push("phoenix:session", "other", Map.of()))
        .isEqualTo(refused("unmatched topic"));
    assertThat(client.leave("phoenix:session")).isEqualTo(Reply.ok());
    assertThat(refresh(client, next)).isEqualTo(refused("unmatched topic"));
  }

  @Test
  void socketGoesOnWithLessWhereTheApplicationWantsThat() {
    TestClient client =
        connect(TokenSocket.forGuests(TOKENS), token("ann", Duration.ofMillis(1200)));
    client.join("phoenix:session", Map.of());
    client.join("public:a", Map.of());
    client.join("room:a", Map.of());

    Payload expired = client.expect("token_expired", Payload.class);
    client.expect("phx_close", Payload.class);

    assertThat(expired.json().get("expires_in_ms").isNull()).isTrue();
    assertThat(client.push("room:a", "who", Map.of())).isEqualTo(refused("unmatched topic"));
    assertThat(client.push("public:a", "who", Map.of())).isEqualTo(Reply.ok(Map.of("name", "ann")));
    client.join("public:b", Map.of());
    assertThat(client.push("public:b", "who", Map.of()))
        .isEqualTo(Reply.ok(Map.of("name", "guest")));
  }

  @Test
  void socketWithoutATokenPolicyHasNoSuchTopic() {
    SocketHandler<String> plain =
        SocketHandler.connect((Map<String, String> params) -> ConnectResult.ok("ann"));
    TestClient client = kit.connect(plain, Map.of());

    assertThat(client.join("phoenix:session", Map.of())).isEqualTo(refused("unmatched topic"));
  }

  @Test
  void tokenHasANameOfItsOwn() {
    TokenResult.Ok first =
        (TokenResult.Ok) TOKENS.verify(TokenSocket.SALT, token("ann", Duration.ofHours(1)));
    TokenResult.Ok other =
        (TokenResult.Ok) TOKENS.verify(TokenSocket.SALT, token("bob", Duration.ofHours(1)));

    assertThat(first.id()).hasSize(22).isNotEqualTo(other.id());
  }
}
