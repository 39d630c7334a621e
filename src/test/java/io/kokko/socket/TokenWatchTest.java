package io.kokko.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.example.TokenSocket;
import com.example.TokenSocket.Member;
import com.typesafe.config.ConfigFactory;
import io.kokko.channel.Channel;
import io.kokko.channel.ChannelActor;
import io.kokko.channel.ChannelRuntime;
import io.kokko.channel.CloseCode;
import io.kokko.channel.JoinResult;
import io.kokko.channel.Reply;
import io.kokko.message.Message;
import io.kokko.message.Payload;
import io.kokko.message.Ref;
import io.kokko.pubsub.Adapter;
import io.kokko.telemetry.Telemetry;
import io.kokko.testkit.ChannelTestKit;
import io.kokko.testkit.TestClient;
import io.kokko.token.Token;
import io.kokko.token.TokenOptions;
import io.kokko.token.TokenResult;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.Cancellable;
import org.jspecify.annotations.Nullable;
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

  @Test
  void refreshThatCrashesAfterTheTokenWasTakenIsAnsweredAndLeavesTheSocketAsItWas() {
    SocketHandler<String> handler =
        SocketHandler.connect((Map<String, String> params) -> ConnectResult.ok("ann"))
            .id(name -> name.equals("ann") ? name : fail(name))
            .tokens(
                TokenPolicy.<String>expiring(name -> Instant.MAX)
                    .refresh((name, token) -> ConnectResult.ok(token)));
    TestClient client = kit.connect(handler, Map.of());
    client.join("phoenix:session", Map.of());

    assertThat(refresh(client, "nobody")).isEqualTo(refused("refresh crashed"));

    assertThat(refresh(client, "ann").status()).isEqualTo("ok");
  }

  private static String fail(String name) {
    throw new IllegalStateException(name);
  }

  @Test
  void policyThatCrashesLeavesNothingBehind() {
    SocketHandler<String> handler =
        SocketHandler.connect((Map<String, String> params) -> ConnectResult.ok("ann"))
            .id(name -> name)
            .tokens(
                TokenPolicy.<String>expiring(name -> Instant.ofEpochSecond(fail(name).length()))
                    .id(name -> "token of " + name));
    int before = kit.topicCount();

    TestClient client = kit.connect(handler, Map.of());

    assertThat(client.expectClose()).isEqualTo(CloseCode.INTERNAL_ERROR);
    assertThat(kit.topicCount()).isEqualTo(before);
  }

  @Test
  void timerOfATokenThatWasReplacedMeanwhileDoesNothing() {
    LoneHost host = new LoneHost(Instant.now().plusSeconds(60));
    TokenPolicy<Instant> policy =
        TokenPolicy.<Instant>expiring(end -> end.equals(Instant.MAX) ? null : end)
            .refresh((end, token) -> ConnectResult.ok(Instant.MAX));
    ChannelRuntime alone =
        ChannelRuntime.of(ConfigFactory.load(), Adapter.local("a@127.0.0.1"), new Telemetry());
    TokenWatch<Instant> watch =
        new TokenWatch<>(
            policy,
            new TokenSubscription<>(policy, new Revocations(1), alone.pubsub(), host.timers::clear),
            host);
    watch.start();
    Runnable late = host.timers.remove(0);
    watch.on(pushed("phx_join", Map.of()));
    watch.on(pushed("refresh", Map.of("token", "next")));
    assertThat(host.assigns()).isEqualTo(Instant.MAX);

    late.run();

    assertThat(host.timers).isEmpty();
    assertThat(host.sent).isEmpty();
  }

  private static ChannelActor.Incoming pushed(String event, Object payload) {
    return new ChannelActor.Incoming(
        new Message.Push(Ref.of("1"), Ref.of("1"), "phoenix:session", event, Payload.of(payload)),
        1);
  }

  /** A socket whose timers ring when the test says so. */
  private static final class LoneHost implements TokenWatch.Host<Instant> {

    private final List<Runnable> timers = new ArrayList<>();
    private final List<Message> sent = new ArrayList<>();
    private Instant end;

    LoneHost(Instant end) {
      this.end = end;
    }

    @Override
    public Instant assigns() {
      return end;
    }

    @Override
    public void assign(Instant other) {
      end = other;
    }

    @Override
    public Optional<String> id(Instant assigns) {
      return Optional.empty();
    }

    @Override
    public void send(Message message) {
      sent.add(message);
    }

    @Override
    public void answer(ChannelActor.Incoming incoming, @Nullable Ref joinRef, Reply reply) {
      assertThat(reply.status()).isEqualTo("ok");
    }

    @Override
    public void close(CloseCode code) {
      throw new AssertionError(code);
    }

    @Override
    public Cancellable schedule(Duration delay, Runnable task) {
      timers.add(task);
      return Cancellable.alreadyCancelled();
    }

    @Override
    public <T> void whenDone(CompletionStage<T> stage, TokenWatch.Done<T> then) {
      stage.whenComplete(then::accept);
    }

    @Override
    public void failed(@Nullable Throwable failure) {
      throw new AssertionError(failure);
    }
  }

  @Test
  void noticeIsBeforeTheEnd() {
    TokenPolicy<String> policy = TokenPolicy.expiring(name -> Instant.MAX);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> policy.notice(Duration.ofMillis(-1)))
        .withMessageContaining("notice: PT-0.001S");
  }

  @Test
  void clientThatMayNoMoreIsNotServedBehindItsJoinEither() {
    CompletableFuture<JoinResult<String>> joined = new CompletableFuture<>();
    SocketHandler<String> handler =
        SocketHandler.connect((Map<String, String> params) -> ConnectResult.ok("ann"))
            .tokens(
                TokenPolicy.<String>expiring(name -> Instant.MAX)
                    .allows((name, topic) -> !topic.equals("room:secret")))
            .channel(
                "room:*",
                Channel.<String, String>join((topic, params, socket) -> JoinResult.later(joined))
                    .handleIn("ask", Payload.class, (topic, ask) -> Reply.ok("told")));
    TestClient client = kit.connect(handler, Map.of());

    String join = client.send("room:secret", "phx_join", Map.of());
    String ask = client.send("room:secret", "ask", Map.of());
    joined.complete(JoinResult.ok("secret"));

    assertThat(client.expectReply(join).status()).isEqualTo("ok");
    assertThat(client.expectReply(ask)).isEqualTo(refused("unmatched topic"));
  }
}
