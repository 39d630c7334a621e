package io.kokko.hello;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.TokenSocket;
import io.kokko.token.Token;
import io.kokko.token.TokenResult;
import io.kokko.wire.RawFrame;
import io.kokko.wire.RawWebSocket;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Tokens that are good no more, in a cluster. */
@Timeout(120)
class RevocationTest {

  private static final Token TOKENS = Token.of("a secret that is only good for tests".repeat(3));

  @TempDir private Path runtimeDirectory;
  private final List<AutoCloseable> open = new ArrayList<>();

  @AfterEach
  void stop() throws Exception {
    for (AutoCloseable one : open) {
      one.close();
    }
  }

  private RunningHello node(String name) {
    RunningHello node =
        RunningHello.start(
            name,
            runtimeDirectory,
            builder -> builder.socket("/members", TokenSocket.create(TOKENS)));
    open.add(node);
    return node;
  }

  @Test
  void nodeThatHasBeenStartedAgainKnowsWhatTheOthersKnowBeforeItServes() {
    RunningHello first = node("first@127.0.0.1");
    String lost = TOKENS.sign(TokenSocket.SALT, "ann");
    first.endpoint().revoke(verified(lost).id(), verified(lost).expiresAt());
    BlockingQueue<Integer> answers = new LinkedBlockingQueue<>();

    RunningHello again =
        RunningHello.startBehind(
            "first@127.0.0.1",
            "again@127.0.0.1",
            runtimeDirectory,
            builder ->
                builder
                    .socket("/members", TokenSocket.create(TOKENS))
                    .whenServing(
                        endpoint -> answers.add(status(endpoint.address().orElseThrow(), lost))));
    open.add(again);

    assertThat(answers).containsExactly(403);
    assertThat(client(again, TOKENS.sign(TokenSocket.SALT, "bob")).isUpgraded()).isTrue();
  }

  private static int status(InetSocketAddress address, String token) {
    try (RawWebSocket client =
        RawWebSocket.open(address, "/members/websocket?vsn=2.0.0&token=" + token)) {
      return client.answer().status();
    }
  }

  private RawWebSocket client(RunningHello node, String token) {
    RawWebSocket client =
        RawWebSocket.open(node.address(), "/members/websocket?vsn=2.0.0&token=" + token);
    open.add(0, client);
    return client;
  }

  private static TokenResult.Ok verified(String token) {
    return (TokenResult.Ok) TOKENS.verify(TokenSocket.SALT, token);
  }

  private static void expectDisconnect(RawWebSocket client) {
    RawFrame frame = client.read();
    assertThat(frame.opcode()).isEqualTo(RawFrame.CLOSE);
    assertThat(frame.closeCode()).isEqualTo(1001);
  }

  @Test
  void revokedTokenEndsItsSocketsOnAllNodesAndOpensNoOtherAlsoOnNodesThatComeLater() {
    RunningHello first = node("first@127.0.0.1");
    RunningHello second = node("second@127.0.0.1");
    first.connect("second@127.0.0.1");
    String lost = TOKENS.sign(TokenSocket.SALT, "ann");
    String kept = TOKENS.sign(TokenSocket.SALT, "bob");
    RawWebSocket here = client(first, lost);
    RawWebSocket there = client(second, lost);
    RawWebSocket other = client(second, kept);
    assertThat(List.of(here, there, other)).allMatch(RawWebSocket::isUpgraded);

    long start = System.nanoTime();
    TokenSocket.revoke(first.endpoint(), verified(lost));

    expectDisconnect(here);
    expectDisconnect(there);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(1));
    assertThat(client(first, lost).answer().status()).isEqualTo(403);
    assertThat(client(second, lost).answer().status()).isEqualTo(403);
    other.write(RawFrame.text("[null,\"1\",\"phoenix\",\"heartbeat\",{}]"));
    assertThat(other.read().asText()).contains("\"ok\"");

    RunningHello late = node("late@127.0.0.1");
    RawWebSocket early = client(late, lost);
    late.connect("second@127.0.0.1");
    if (early.isUpgraded()) {
      expectDisconnect(early);
    }
    assertThat(client(late, lost).answer().status()).isEqualTo(403);
    assertThat(client(late, kept).isUpgraded()).isTrue();
  }
}
