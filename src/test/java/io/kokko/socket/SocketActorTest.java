package io.kokko.socket;

import static org.assertj.core.api.Assertions.assertThat;

import io.kokko.channel.CloseCode;
import io.kokko.channel.Reply;
import io.kokko.hello.UserSocket;
import io.kokko.message.Payload;
import io.kokko.testkit.ChannelTestKit;
import io.kokko.testkit.TestClient;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the socket answers and routes (rules 10, 20, 21, 23, 24, 26, 29, 30, 32 and 38). */
class SocketActorTest {

  private final ChannelTestKit kit = new ChannelTestKit();
  private final TestClient client = kit.connect(UserSocket.create(), Map.of());

  @AfterEach
  void stop() {
    kit.close();
  }

  @Test
  void joinReplyIsExactlyPhoenixs() {
    client.sendText("[\"1\", \"1\", \"ping\", \"phx_join\", {}]");

    expectText("[\"1\",\"1\",\"ping\",\"phx_reply\",{\"response\":{},\"status\":\"ok\"}]");
  }

  @Test
  void heartbeatIsAnsweredWithoutJoinRef() {
    client.sendText("[\"9\",\"2\",\"phoenix\",\"heartbeat\",{}]");

    expectText("[null,\"2\",\"phoenix\",\"phx_reply\",{\"response\":{},\"status\":\"ok\"}]");
  }

  @Test
  void malformedFrameClosesTheSocketWith1011() {
    client.sendText("hello");

    assertThat(client.expectClose()).isEqualTo(CloseCode.INTERNAL_ERROR);
  }

  @Test
  void everythingPipelinedBehindAJoinAndASecondJoinIsAnswered() {
    client.sendText("[\"1\",\"1\",\"room:pl\",\"phx_join\",{}]");
    client.sendText("[\"1\",\"2\",\"room:pl\",\"echo\",{\"i\":1}]");
    client.sendText("[\"1\",\"3\",\"room:pl\",\"phx_leave\",{}]");
    client.sendText("[\"4\",\"4\",\"room:pl\",\"phx_join\",{}]");
    client.sendText("[\"4\",\"5\",\"room:pl\",\"echo\",{\"i\":2}]");

    expectText(
        "[\"1\",\"1\",\"room:pl\",\"phx_reply\",{\"response\":{\"joined\":\"room:pl\"},\"status\":\"ok\"}]");
    expectText(
        "[\"1\",\"2\",\"room:pl\",\"phx_reply\",{\"response\":{\"i\":1},\"status\":\"ok\"}]");
    expectText("[\"1\",\"3\",\"room:pl\",\"phx_reply\",{\"response\":{},\"status\":\"ok\"}]");
    expectText("[\"1\",\"1\",\"room:pl\",\"phx_close\",{}]");
    expectText(
        "[\"4\",\"4\",\"room:pl\",\"phx_reply\",{\"response\":{\"joined\":\"room:pl\"},\"status\":\"ok\"}]");
    expectText(
        "[\"4\",\"5\",\"room:pl\",\"phx_reply\",{\"response\":{\"i\":2},\"status\":\"ok\"}]");
  }

  @Test
  void secondJoinIsAnsweredBeforeTheFirstChannelsClose() {
    client.sendText("[\"1\",\"1\",\"room:d\",\"phx_join\",{}]");
    client.sendText("[\"2\",\"2\",\"room:d\",\"phx_join\",{}]");
    client.sendText("[\"1\",\"3\",\"room:d\",\"echo\",{\"stale\":1}]");
    client.sendText("[null,\"4\",\"room:d\",\"echo\",{\"n\":1}]");

    expectText(
        "[\"1\",\"1\",\"room:d\",\"phx_reply\",{\"response\":{\"joined\":\"room:d\"},\"status\":\"ok\"}]");
    expectText(
        "[\"2\",\"2\",\"room:d\",\"phx_reply\",{\"response\":{\"joined\":\"room:d\"},\"status\":\"ok\"}]");
    expectText("[\"1\",\"1\",\"room:d\",\"phx_close\",{}]");
    expectText("[\"2\",\"4\",\"room:d\",\"phx_reply\",{\"response\":{\"n\":1},\"status\":\"ok\"}]");
  }

  /** Each round is a race between the channel's end and the client's next message. */
  @Test
  void whatFollowsACloseFindsTheTopicFree() {
    for (int round = 0; round < 200; round++) {
      client.sendText("[\"1\",\"1\",\"room:s\",\"phx_join\",{}]");
      client.nextFrame();
      client.sendText("[\"1\",\"2\",\"room:s\",\"stop\",{}]");
      expectText("[\"1\",\"1\",\"room:s\",\"phx_close\",{}]");

      client.sendText("[\"1\",\"3\",\"room:s\",\"echo\",{}]");

      expectText(
          "[null,\"3\",\"room:s\",\"phx_reply\",{\"response\":{\"reason\":\"unmatched topic\"},\"status\":\"error\"}]");
    }
  }

  @Test
  void crashEndsOneChannelOnly() {
    client.join("room:a", Map.of());
    client.join("room:b", Map.of());

    client.send("room:a", "boom", Map.of());

    assertThat(client.expect("phx_error", Payload.class))
        .isEqualTo(Payload.of(Map.of("reason", "channel_crash")));
    assertThat(client.push("room:b", "echo", Map.of("still", "here")))
        .isEqualTo(Reply.ok(Map.of("still", "here")));
    assertThat(client.push("room:a", "echo", Map.of()))
        .isEqualTo(Reply.error(Map.of("reason", "unmatched topic")));
  }

  @Test
  void crashingJoinIsAnsweredAndLeavesTheTopicFree() {
    assertThat(client.join("room:y", Map.of("crash", true)))
        .isEqualTo(Reply.error(Map.of("reason", "join crashed")));

    assertThat(client.join("room:y", Map.of())).isEqualTo(Reply.ok(Map.of("joined", "room:y")));
  }

  @Test
  void slowHandlerDelaysNeitherHeartbeatsNorOtherTopics() {
    client.join("room:slow", Map.of());
    client.join("room:fast", Map.of());

    client.sendText("[null,\"9\",\"room:slow\",\"slow\",{\"ms\":500}]");
    client.sendText("[null,\"10\",\"phoenix\",\"heartbeat\",{}]");
    client.sendText("[null,\"11\",\"room:fast\",\"echo\",{}]");

    assertThat(firstRef(client.nextFrame().asText())).isEqualTo("10");
    assertThat(firstRef(client.nextFrame().asText())).isEqualTo("11");
    assertThat(firstRef(client.nextFrame().asText())).isEqualTo("9");
  }

  @Test
  void interceptedBroadcastIsPushedByTheChannel() {
    client.join("ping", Map.of());

    kit.broadcast("ping", "request_ping", Map.of());

    expectText(
        "[\"1\",null,\"ping\",\"send_ping\",{\"from_node\":\"" + ChannelTestKit.NODE_NAME + "\"}]");
  }

  @Test
  void disconnectByIdClosesTheSocketWith1001AndFreesItsTopics() {
    TestClient named = kit.connect(UserSocket.create(), Map.of("id", "42"));
    named.join("room:di", Map.of());

    kit.broadcast("user_socket:42", "disconnect", Map.of());

    assertThat(named.expectClose()).isEqualTo(CloseCode.DISCONNECTED);
  }

  @Test
  void framesOfACrashedChannelCountAsWorkedOff() {
    client.join("room:c", Map.of());

    client.send("room:c", "boom", Map.of());
    client.send("room:c", "echo", Map.of());
    client.expect("phx_error", Payload.class);
    client.push("phoenix", "heartbeat", Map.of());

    assertThat(client.framesInFlight()).isZero();
  }

  @Test
  void channelBeyondTheLimitIsRefused() {
    for (int i = 0; i < 100; i++) {
      client.join("bench:" + i, Map.of());
    }

    assertThat(client.join("bench:100", Map.of()))
        .isEqualTo(Reply.error(Map.of("reason", "too many channels joined")));
  }

  private void expectText(String frame) {
    assertThat(client.nextFrame().asText()).isEqualTo(frame);
  }

  private static String firstRef(String frame) {
    return frame.replaceFirst("^\\[(?:null|\"\\d+\"),\"(\\d+)\".*$", "$1");
  }
}
