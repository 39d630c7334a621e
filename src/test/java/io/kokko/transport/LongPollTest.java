package io.kokko.transport;

import static io.kokko.wire.PollingClient.json;
import static io.kokko.wire.PollingClient.messages;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kokko.hello.RunningHello;
import io.kokko.wire.HttpAnswer;
import io.kokko.wire.PollingClient;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Rules 44 to 50, as a client sees them; the reference transcripts hold the rest. */
@Timeout(60)
class LongPollTest {

  private static final String JOIN = "[\"1\",\"1\",\"room:lp\",\"phx_join\",{}]";
  private static final String PATH = "/socket/longpoll?vsn=2.0.0";

  @TempDir private static Path runtimeDirectory;

  private static RunningHello hello;
  private static InetSocketAddress server;

  @BeforeAll
  static void start() {
    hello = RunningHello.start("lp@127.0.0.1", runtimeDirectory);
    server = hello.address();
  }

  @AfterAll
  static void stop() {
    hello.close();
  }

  private static PollingClient joined() {
    PollingClient client = PollingClient.opened(server);
    assertThat(client.post(JOIN)).isEqualTo(200);
    assertThat(client.next()).hasSize(1);
    return client;
  }

  private static String echo(int number) {
    return "[\"1\",\"e" + number + "\",\"room:lp\",\"echo\",{\"n\":" + number + "}]";
  }

  private static JsonNode echoed(int number) {
    return json(
        "[\"1\",\"e"
            + number
            + "\",\"room:lp\",\"phx_reply\",{\"status\":\"ok\",\"response\":{\"n\":"
            + number
            + "}}]");
  }

  @Test
  void rule45AnswersMayBeReadByPagesAndAreNotStored() {
    HttpAnswer answer = HttpAnswer.to(server, "GET", PATH, Map.of(), "");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.headers())
        .containsEntry("access-control-allow-origin", "*")
        .containsEntry("cache-control", "no-store")
        .containsEntry("content-type", "application/json; charset=utf-8");
  }

  @Test
  void rule45PreflightAllowsWhatIsAskedFor() {
    HttpAnswer answer =
        HttpAnswer.to(
            server,
            "OPTIONS",
            PATH,
            Map.of("access-control-request-headers", "content-type, x-phoenix-authtoken"),
            "");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).isEmpty();
    assertThat(answer.headers())
        .containsEntry("access-control-allow-origin", "*")
        .containsEntry("access-control-allow-headers", "content-type, x-phoenix-authtoken")
        .containsEntry("access-control-allow-methods", "get, post, options")
        .containsEntry("access-control-max-age", "3600");
  }

  @Test
  void rule44OtherMethodsAre400() {
    assertThat(HttpAnswer.to(server, "PUT", PATH, Map.of(), "[]").status()).isEqualTo(400);
    assertThat(HttpAnswer.to(server, "DELETE", PATH, Map.of(), "").status()).isEqualTo(400);
  }

  @Test
  void rule47TokenInAHeaderWinsOverTheQuery() {
    PollingClient client = joined();
    client.post(echo(1));

    HttpAnswer answer =
        HttpAnswer.to(
            server,
            "GET",
            PATH + "&token=nonsense",
            Map.of("x-phoenix-longpoll-token", client.token()),
            "");

    assertThat(messages(json(answer.body()))).containsExactly(echoed(1));
  }

  @Test
  void rule46ForgedTokenOpensANewSession() {
    PollingClient client = joined();
    String forged = client.token().substring(0, client.token().length() - 2) + "AA";

    JsonNode answer =
        json(HttpAnswer.to(server, "GET", PATH + "&token=" + forged, Map.of(), "").body());

    assertThat(answer.get("status").intValue()).isEqualTo(410);
    assertThat(answer.get("messages")).isEmpty();
    assertThat(answer.get("token").textValue()).isNotEqualTo(client.token());
  }

  @Test
  void rule46WaitingPollIsAnsweredWhenAMessageComes() {
    PollingClient client = joined();
    CompletableFuture<JsonNode> poll =
        CompletableFuture.supplyAsync(client::poll, task -> new Thread(task).start());

    client.post("[\"1\",\"2\",\"room:lp\",\"push_me\",{\"late\":true}]");

    assertThat(messages(poll.join()))
        .containsExactly(json("[\"1\",null,\"room:lp\",\"pushed\",{\"late\":true}]"));
  }

  @Test
  void rule49TextThatIsNoMessageEndsTheSession() {
    PollingClient client = joined();

    assertThat(client.post("garbage")).isEqualTo(408);
    assertThat(client.post(echo(1))).isEqualTo(410);
    assertThat(client.poll().get("status").intValue()).isEqualTo(410);
  }

  @Test
  void rule49BatchStopsWhereTheSessionEnds() {
    PollingClient client = joined();

    assertThat(client.postBatch(echo(1), "[broken", echo(2))).isEqualTo(408);
  }

  @Test
  void rule49OversizedBodyIs400() {
    PollingClient client = joined();

    HttpAnswer answer =
        HttpAnswer.to(
            server,
            "POST",
            PATH + "&token=" + client.token(),
            Map.of("content-type", "application/json"),
            "x".repeat(8_000_001));

    assertThat(answer.status()).isEqualTo(400);
  }

  @Test
  void rule49ErrorRepliesAreMessagesLikeOthers() {
    PollingClient client = PollingClient.opened(server);

    assertThat(client.post(echo(1))).isEqualTo(200);
    assertThat(client.next())
        .containsExactly(
            json(
                "[null,\"e1\",\"room:lp\",\"phx_reply\","
                    + "{\"status\":\"error\",\"response\":{\"reason\":\"unmatched topic\"}}]"));
  }

  @Test
  void messagesComeInOrderAndOnceWithEveryAnswerReceived() {
    PollingClient client = joined();
    for (int round = 0; round < 20; round++) {
      client.postBatch(echo(2 * round), echo(2 * round + 1));
      assertThat(client.next()).containsExactly(echoed(2 * round), echoed(2 * round + 1));
    }
  }

  @Test
  void clientThatKeepsItsFirstTokenGetsEachMessageOnce() {
    PollingClient client = PollingClient.opened(server);
    client.post(JOIN);
    assertThat(messages(client.poll())).hasSize(1);

    for (int round = 0; round < 20; round++) {
      client.post(echo(round));
      assertThat(messages(client.poll())).containsExactly(echoed(round));
    }
  }

  @Test
  void answerThatWasLostIsGivenAgainInOrderAndOnce() {
    PollingClient client = joined();
    client.post(echo(1));

    assertThat(messages(client.poll())).containsExactly(echoed(1));
    client.post(echo(2));
    assertThat(messages(client.poll())).containsExactly(echoed(1), echoed(2));
    assertThat(client.next()).containsExactly(echoed(1), echoed(2));

    client.post(echo(3));
    assertThat(client.next()).containsExactly(echoed(3));
  }

  @Test
  void messageForAClientThatGaveUpWaitingIsKept() throws IOException {
    PollingClient client = PollingClient.opened(server);
    client.post(JOIN);
    assertThat(messages(client.poll())).hasSize(1);

    try (Socket waiting = client.startPoll()) {
      assertThat(waiting.isConnected()).isTrue();
    }
    client.post(echo(1));

    assertThat(messages(client.poll())).containsExactly(echoed(1));
  }

  @Test
  void messageThatAClientDidNotReadIsGivenAgain() throws IOException {
    PollingClient client = PollingClient.opened(server);
    client.post(JOIN);
    assertThat(messages(client.poll())).hasSize(1);
    client.post(echo(1));

    try (Socket unread = client.startPoll()) {
      assertThat(unread.getInputStream().read()).isEqualTo('H');
      // What closing does to unread bytes on Linux, though Java says goodbye first.
      unread.setSoLinger(true, 0);
    }

    assertThat(messages(client.poll())).containsExactly(echoed(1));
    client.post(echo(2));
    assertThat(messages(client.poll())).containsExactly(echoed(2));
  }

  @Test
  void messageForAClientThatAskedAndWentIsGivenAgain() throws IOException {
    PollingClient client = PollingClient.opened(server);
    client.post(JOIN);
    assertThat(messages(client.poll())).hasSize(1);
    for (int round = 0; round < 20; round++) {
      client.post(echo(round));

      Socket gone = client.startPoll();
      gone.setSoLinger(true, 0);
      gone.close();

      assertThat(messages(client.poll())).containsExactly(echoed(round));
    }
  }

  @Test
  void rule32DisconnectEndsTheSession() {
    PollingClient client = new PollingClient(server, PATH + "&id=lp");
    client.follow(client.poll());
    CompletableFuture<JsonNode> poll =
        CompletableFuture.supplyAsync(client::poll, task -> new Thread(task).start());

    HttpAnswer.to(server, "POST", "/disconnect?id=lp", Map.of(), "");

    assertThat(poll.join().get("status").intValue()).isIn(204, 410);
    assertThat(client.poll().get("status").intValue()).isEqualTo(410);
  }

  @Test
  void binaryPushIsAnsweredAndItsBinaryReplyIsLeftOut() {
    PollingClient client = joined();

    assertThat(client.postBatch("AAEBBwgxMnJvb206bHBlY2hvX2JpbgD/", echo(1))).isEqualTo(200);

    assertThat(client.next()).containsExactly(echoed(1));
  }
}
