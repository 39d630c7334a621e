package io.kokko.transport;

import static io.kokko.wire.PollingClient.json;
import static io.kokko.wire.PollingClient.messages;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kokko.hello.RunningHello;
import io.kokko.wire.HttpAnswer;
import io.kokko.wire.PollingClient;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Rule 48: any node serves any poll. */
@Timeout(90)
class LongPollClusterTest {

  private static final int LARGE = 2_000_000;

  @TempDir private Path runtimeDirectory;
  private RunningHello owner;
  private RunningHello other;

  @BeforeEach
  void start() {
    owner = RunningHello.start("owner@127.0.0.1", runtimeDirectory);
    other = RunningHello.start("other@127.0.0.1", runtimeDirectory);
    owner.connect("other@127.0.0.1");
  }

  @AfterEach
  void stop() {
    owner.close();
    other.close();
  }

  private PollingClient joined() {
    PollingClient client = PollingClient.opened(owner.address());
    assertThat(client.post("[\"1\",\"1\",\"room:lp\",\"phx_join\",{}]")).isEqualTo(200);
    assertThat(client.next()).hasSize(1);
    return client;
  }

  @Test
  void rule48RequestsAlternateBetweenNodes() {
    PollingClient client = joined();

    for (int round = 0; round < 10; round++) {
      boolean even = round % 2 == 0;
      assertThat(client.at((even ? other : owner).address()).post(echo("" + round))).isEqualTo(200);
      assertThat(client.at((even ? owner : other).address()).next())
          .containsExactly(echoed("" + round));
    }
  }

  @Test
  void rule48BroadcastReachesAPollThatWaitsAtAnotherNode() {
    PollingClient client = joined();
    CompletableFuture<JsonNode> poll =
        CompletableFuture.supplyAsync(client.at(other.address())::poll);

    HttpAnswer.to(
        owner.address(), "POST", "/broadcast?topic=room:lp&event=news", Map.of(), "{\"n\":1}");

    assertThat(messages(poll.join()))
        .containsExactly(json("[null,null,\"room:lp\",\"news\",{\"n\":1}]"));
  }

  @Test
  void messagesLargerThanAFrameBetweenNodesGoBothWays() {
    PollingClient client = joined().at(other.address());
    String large = "\"" + "x".repeat(LARGE) + "\"";

    assertThat(client.post(echo(large))).isEqualTo(200);

    assertThat(client.next()).isEqualTo(List.of(echoed(large)));
  }

  @Test
  void answerThatWasLostAtOneNodeIsGivenAgainByTheOther() throws IOException {
    PollingClient client = PollingClient.opened(owner.address());
    client.post("[\"1\",\"1\",\"room:lp\",\"phx_join\",{}]");
    assertThat(messages(client.poll())).hasSize(1);
    client.post(echo("1"));

    try (Socket unread = client.at(other.address()).startPoll()) {
      assertThat(unread.getInputStream().read()).isEqualTo('H');
      unread.setSoLinger(true, 0);
    }

    assertThat(messages(client.at(owner.address()).poll())).containsExactly(echoed("1"));
  }

  @Test
  void rule48SessionOfANodeThatIsGoneIsGone() {
    PollingClient client = joined().at(other.address());

    owner.close();

    assertThat(client.post(echo("1"))).isEqualTo(410);
    assertThat(client.poll().get("status").intValue()).isEqualTo(410);
  }

  private static String echo(String payload) {
    return "[\"1\",\"2\",\"room:lp\",\"echo\",{\"p\":" + payload + "}]";
  }

  private static JsonNode echoed(String payload) {
    return json(
        "[\"1\",\"2\",\"room:lp\",\"phx_reply\",{\"status\":\"ok\",\"response\":{\"p\":"
            + payload
            + "}}]");
  }
}
