package io.kokko.socket;

import static org.assertj.core.api.Assertions.assertThat;

import io.kokko.hello.UserSocket;
import io.kokko.testkit.ChannelTestKit;
import io.kokko.testkit.TestClient;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which messages a join_ref lets through, and what comes back with them (rules 13, 27 and 28). */
class JoinRefTest {

  private final ChannelTestKit kit = new ChannelTestKit();
  private final TestClient client = kit.connect(UserSocket.create(), Map.of());

  @AfterEach
  void stop() {
    kit.close();
  }

  @Test
  void rule27JoinWithoutJoinRefDropsWhatHasOne() {
    join("null");

    client.sendText("[\"1\",\"2\",\"room:r\",\"echo\",{\"dropped\":1}]");
    client.sendText("[null,\"3\",\"room:r\",\"echo\",{\"n\":1}]");

    expectReply("null", "\"3\"", "{\"n\":1}");
  }

  @Test
  void rule27ChannelCarriesTheRefOfAJoinWithoutJoinRefButItsEndDoesNot() {
    client.sendText("[null,\"1\",\"room:r\",\"phx_join\",{}]");
    expectReply("null", "\"1\"", "{\"joined\":\"room:r\"}");

    client.sendText("[null,\"2\",\"room:r\",\"push_me\",{}]");
    assertThat(client.nextFrame().asText()).isEqualTo("[\"1\",null,\"room:r\",\"pushed\",{}]");
    client.sendText("[\"1\",\"3\",\"room:r\",\"echo\",{\"dropped\":1}]");
    client.sendText("[null,\"4\",\"room:r\",\"async\",{}]");
    expectReply("\"1\"", "\"4\"", "{\"later\":true}");
    client.sendText("[null,\"5\",\"room:r\",\"phx_leave\",{}]");
    expectReply("\"1\"", "\"5\"", "{}");
    assertThat(client.nextFrame().asText()).isEqualTo("[null,null,\"room:r\",\"phx_close\",{}]");
  }

  @Test
  void rule27PushOfTheServerCarriesTheJoinsRef() {
    join("null");
    client.sendText("[null,\"2\",\"room:r\",\"push_me\",{}]");
    assertThat(client.nextFrame().asText()).isEqualTo("[null,null,\"room:r\",\"pushed\",{}]");

    join("7");
    assertThat(client.nextFrame().asText()).contains("phx_close");
    client.sendText("[7,\"2\",\"room:r\",\"push_me\",{}]");
    assertThat(client.nextFrame().asText()).isEqualTo("[7,null,\"room:r\",\"pushed\",{}]");
  }

  @Test
  void rule27MessageWithoutJoinRefIsForWhateverIsJoined() {
    join("\"1\"");

    client.sendText("[null,\"2\",\"room:r\",\"echo\",{\"n\":1}]");

    expectReply("\"1\"", "\"2\"", "{\"n\":1}");
  }

  @Test
  void rule13NumberIsNotTheStringOfItsDigits() {
    join("1");

    client.sendText("[\"1\",\"2\",\"room:r\",\"echo\",{\"dropped\":1}]");
    client.sendText("[1.0,\"3\",\"room:r\",\"echo\",{\"dropped\":2}]");
    client.sendText("[1,\"4\",\"room:r\",\"echo\",{\"n\":1}]");

    expectReply("1", "\"4\"", "{\"n\":1}");
  }

  @Test
  void rule13RefsComeBackAsTheyCame() {
    join("[1,null]");

    client.sendText("[[1,null],{\"a\":\"é\"},\"room:r\",\"echo\",{}]");
    expectReply("[1,null]", "{\"a\":\"é\"}", "{}");
    client.sendText("[[1,null],false,\"room:r\",\"echo\",{}]");
    expectReply("[1,null]", "false", "{}");
    client.sendText("[[1,null],null,\"room:r\",\"echo\",{}]");
    expectReply("[1,null]", "null", "{}");
  }

  @Test
  void rule28StaleLeaveIsIgnored() {
    join("\"1\"");
    join("\"2\"");
    assertThat(client.nextFrame().asText()).isEqualTo("[\"1\",\"1\",\"room:r\",\"phx_close\",{}]");

    client.sendText("[\"1\",\"3\",\"room:r\",\"phx_leave\",{}]");
    client.sendText("[\"2\",\"4\",\"room:r\",\"echo\",{\"still\":\"here\"}]");

    expectReply("\"2\"", "\"4\"", "{\"still\":\"here\"}");
  }

  @Test
  void rule28LeaveWithoutJoinRefIsGranted() {
    join("\"1\"");

    client.sendText("[null,\"2\",\"room:r\",\"phx_leave\",{}]");

    expectReply("\"1\"", "\"2\"", "{}");
    assertThat(client.nextFrame().asText()).isEqualTo("[\"1\",\"1\",\"room:r\",\"phx_close\",{}]");
  }

  /** Joins, with the same join_ref and ref. */
  private void join(String ref) {
    client.sendText("[" + ref + "," + ref + ",\"room:r\",\"phx_join\",{}]");
    expectReply(ref, ref, "{\"joined\":\"room:r\"}");
  }

  private void expectReply(String joinRef, String ref, String response) {
    assertThat(client.nextFrame().asText())
        .isEqualTo(
            "[%s,%s,\"room:r\",\"phx_reply\",{\"response\":%s,\"status\":\"ok\"}]",
            joinRef, ref, response);
  }
}
