package io.kokko.hello;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kokko.wire.HttpAnswer;
import io.kokko.wire.RawFrame;
import io.kokko.wire.RawWebSocket;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What clients of two nodes see of each other: rules 19, 32, 37, 38 and 40, on the wire. */
@Timeout(60)
class TwoNodesTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String V1 = "/socket/websocket?vsn=1.0.0";
  private static final String V2 = "/socket/websocket?vsn=2.0.0";
  private static final String OK = "{\"response\":{},\"status\":\"ok\"}";

  @TempDir private static Path runtimeDirectory;
  private static RunningHello one;
  private static RunningHello two;

  @BeforeAll
  static void start() {
    one = RunningHello.start("one@127.0.0.1", runtimeDirectory);
    two = RunningHello.start("two@127.0.0.1", runtimeDirectory);
    two.connect("one@127.0.0.1");
  }

  @AfterAll
  static void stop() {
    one.close();
    two.close();
  }

  private static RawWebSocket joined(RunningHello node, String target, String topic) {
    RawWebSocket client = RawWebSocket.open(node.address(), target);
    client.write(
        RawFrame.text(
            target.equals(V1)
                ? "{\"topic\":\"%s\",\"event\":\"phx_join\",\"payload\":{},\"ref\":\"1\"}"
                    .formatted(topic)
                : "[\"1\",\"1\",\"%s\",\"phx_join\",{}]".formatted(topic)));
    assertThat(client.read().asText()).contains("\"ok\"");
    return client;
  }

  private static void expect(RawWebSocket client, String json) throws JsonProcessingException {
    assertThat(JSON.readTree(client.read().asText())).isEqualTo(JSON.readTree(json));
  }

  private static void post(RunningHello node, String target, String body) {
    Map<String, String> headers = Map.of("content-type", "application/json");
    assertThat(HttpAnswer.to(node.address(), "POST", target, headers, body).status())
        .isEqualTo(200);
  }

  @Test
  void rule37BroadcastReachesClientsOfBothNodesInTheirVersions() throws Exception {
    try (RawWebSocket ann = joined(one, V2, "room:all");
        RawWebSocket bob = joined(two, V2, "room:all");
        RawWebSocket old = joined(two, V1, "room:all")) {
      ann.write(RawFrame.text("[\"1\",\"2\",\"room:all\",\"new_msg\",{\"n\":1.0}]"));
      expect(ann, "[null,null,\"room:all\",\"new_msg\",{\"n\":1.0}]");
      expect(ann, "[\"1\",\"2\",\"room:all\",\"phx_reply\"," + OK + "]");
      expect(bob, "[null,null,\"room:all\",\"new_msg\",{\"n\":1.0}]");
      expect(
          old,
          "{\"topic\":\"room:all\",\"event\":\"new_msg\",\"payload\":{\"n\":1.0},\"ref\":null}");

      bob.write(RawFrame.text("[\"1\",\"2\",\"room:all\",\"new_msg_from\",{}]"));
      expect(bob, "[\"1\",\"2\",\"room:all\",\"phx_reply\"," + OK + "]");
      expect(ann, "[null,null,\"room:all\",\"new_msg_from\",{}]");

      post(two, "/broadcast?topic=room:all&event=ext", "{\"from\":\"outside\"}");
      expect(ann, "[null,null,\"room:all\",\"ext\",{\"from\":\"outside\"}]");
      expect(bob, "[null,null,\"room:all\",\"ext\",{\"from\":\"outside\"}]");
    }
  }

  @Test
  void rule19BytesCrossAsBytesAndOldClientsDoWithout() throws Exception {
    try (RawWebSocket ann = joined(one, V2, "room:bin");
        RawWebSocket bob = joined(two, V2, "room:bin");
        RawWebSocket old = joined(two, V1, "room:bin")) {
      byte[] push = HexFormat.of().parseHex("0001010809" + hex("12room:binbcast_bin") + "00ff80");
      RawFrame heard =
          RawFrame.binary(HexFormat.of().parseHex("020809" + hex("room:binbcast_bin") + "00ff80"));

      ann.write(RawFrame.binary(push));

      assertThat(ann.read()).isEqualTo(heard);
      expect(ann, "[\"1\",\"2\",\"room:bin\",\"phx_reply\"," + OK + "]");
      assertThat(bob.read()).isEqualTo(heard);
      post(one, "/broadcast?topic=room:bin&event=next", "{}");
      expect(old, "{\"topic\":\"room:bin\",\"event\":\"next\",\"payload\":{},\"ref\":null}");
    }
  }

  private static String hex(String ascii) {
    return HexFormat.of().formatHex(RawFrame.text(ascii).payload());
  }

  @Test
  void rule38InterceptedBroadcastIsWordedByTheNodeOfEachClient() throws Exception {
    try (RawWebSocket ann = joined(one, V2, "ping");
        RawWebSocket bob = joined(two, V2, "ping")) {
      post(one, "/broadcast?topic=ping&event=request_ping", "{\"x\":1}");

      expect(ann, "[\"1\",null,\"ping\",\"send_ping\",{\"x\":1,\"from_node\":\"one@127.0.0.1\"}]");
      expect(bob, "[\"1\",null,\"ping\",\"send_ping\",{\"x\":1,\"from_node\":\"two@127.0.0.1\"}]");
    }
  }

  @Test
  void rule40OrderOfOneSenderIsKeptOnTheOtherNode() throws Exception {
    int many = 500;
    try (RawWebSocket ann = joined(one, V2, "room:order");
        RawWebSocket bob = joined(two, V2, "room:order")) {
      for (int i = 0; i < many; i++) {
        ann.write(
            RawFrame.text(
                "[\"1\",\"%d\",\"room:order\",\"new_msg_from\",{\"n\":%d}]".formatted(i, i)));
      }

      for (int i = 0; i < many; i++) {
        JsonNode heard = JSON.readTree(bob.read().asText());
        assertThat(heard.get(4).get("n").intValue()).isEqualTo(i);
      }
    }
  }

  @Test
  void rule32DisconnectFindsTheSocketsOfAnIdOnEveryNode() throws Exception {
    try (RawWebSocket here = joined(one, V2 + "&id=7", "room:id");
        RawWebSocket there = joined(two, V2 + "&id=7", "room:id");
        RawWebSocket other = joined(two, V2 + "&id=8", "room:id")) {
      post(one, "/broadcast?topic=user_socket:7&event=hello", "{}");
      post(one, "/broadcast?topic=room:id&event=disconnect", "{}");
      expect(there, "[null,null,\"room:id\",\"disconnect\",{}]");
      expect(here, "[null,null,\"room:id\",\"disconnect\",{}]");
      expect(other, "[null,null,\"room:id\",\"disconnect\",{}]");

      post(one, "/disconnect?id=7", "");

      assertThat(here.read()).hasToString("close 1001 \"\"");
      assertThat(there.read()).hasToString("close 1001 \"\"");
      other.write(RawFrame.text("[null,\"9\",\"phoenix\",\"heartbeat\",{}]"));
      expect(other, "[null,\"9\",\"phoenix\",\"phx_reply\"," + OK + "]");
    }
  }
}
