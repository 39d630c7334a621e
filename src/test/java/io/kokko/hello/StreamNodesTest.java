package io.kokko.hello;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kokko.wire.HttpAnswer;
import io.kokko.wire.RawFrame;
import io.kokko.wire.RawWebSocket;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What clients of two nodes with one database see of a stream, on the wire. */
@Timeout(60)
class StreamNodesTest {

  @TempDir private static Path runtimeDirectory;
  private static SharedStore store;
  private static RunningHello one;
  private static RunningHello two;

  @BeforeAll
  static void start() {
    store = new SharedStore();
    one = RunningHello.start("one@127.0.0.1", runtimeDirectory, store);
    two = RunningHello.start("two@127.0.0.1", runtimeDirectory, store);
    two.connect("one@127.0.0.1");
  }

  @AfterAll
  static void stop() {
    one.close();
    two.close();
    store.closeForAll();
  }

  private static HttpAnswer post(RunningHello node, String topic, int n) {
    String target = "/broadcast?topic=" + topic + "&event=said";
    Map<String, String> headers = Map.of("content-type", "application/json");
    return HttpAnswer.to(node.address(), "POST", target, headers, "{\"n\":%d}".formatted(n));
  }

  private static void say(RunningHello node, String topic, int n) {
    assertThat(post(node, topic, n).status()).isEqualTo(200);
  }

  private static String said(String topic, int n) {
    return "[null,null,\"%s\",\"said\",{\"n\":%d}]".formatted(topic, n);
  }

  private static String said(JsonNode at, String topic, int n) {
    return "[null,\"s:%s:%d\",\"%s\",\"said\",{\"n\":%d}]"
        .formatted(at.get("epoch").asText(), n, topic, n);
  }

  private static String position(JsonNode at, long offset) {
    return "{\"epoch\":\"%s\",\"offset\":%d}".formatted(at.get("epoch").asText(), offset);
  }

  @Test
  void clientThatAsksForNothingGetsWhatItAlwaysGot() {
    String topic = "stream:plain";
    try (TopicClient ann = TopicClient.open(one, topic);
        TopicClient bob = TopicClient.open(two, topic)) {
      assertThat(ann.join("{}"))
          .isEqualTo(
              TopicClient.json("{\"response\":{\"joined\":\"stream:plain\"},\"status\":\"ok\"}"));
      bob.join("{}");

      String ref = ann.push("new_msg", "{\"n\":1}");

      ann.expect("[null,null,\"stream:plain\",\"new_msg\",{\"n\":1}]");
      ann.expectReply(ref, "ok", "{}");
      bob.expect("[null,null,\"stream:plain\",\"new_msg\",{\"n\":1}]");
      say(two, topic, 2);
      ann.expect(said(topic, 2));
      bob.expect(said(topic, 2));
    }
  }

  @Test
  void clientGoesOnAtTheOtherNode() {
    String topic = "stream:other";
    JsonNode at;
    try (TopicClient ann = TopicClient.open(one, topic)) {
      at = ann.resume("true");
      assertThat(at.get("offset").asLong()).isZero();
      assertThat(at.get("recovered").asBoolean()).isTrue();
      say(two, topic, 1);
      ann.expect(said(at, topic, 1));
    }
    say(one, topic, 2);
    say(two, topic, 3);

    try (TopicClient ann = TopicClient.open(two, topic)) {
      JsonNode back = ann.resume(position(at, 1));
      assertThat(back.get("offset").asLong()).isOne();
      assertThat(back.get("recovered").asBoolean()).isTrue();
      assertThat(back.get("epoch")).isEqualTo(at.get("epoch"));
      ann.expect(said(at, topic, 2));
      ann.expect(said(at, topic, 3));
      say(one, topic, 4);
      ann.expect(said(at, topic, 4));
    }
  }

  @Test
  void positionThatCannotBeContinuedIsSaidToBe() {
    String topic = "stream:epoch";
    say(one, topic, 1);
    say(one, topic, 2);

    try (TopicClient ann = TopicClient.open(two, topic)) {
      JsonNode at = ann.resume("{\"epoch\":\"other\",\"offset\":1}");
      assertThat(at.get("recovered").asBoolean()).isFalse();
      assertThat(at.get("offset").asLong()).isEqualTo(2);
      say(one, topic, 3);
      ann.expect(said(at, topic, 3));
    }
    for (String nonsense : new String[] {"{}", "{\"epoch\":1,\"offset\":\"x\"}"}) {
      try (TopicClient ann = TopicClient.open(two, topic)) {
        assertThat(ann.resume(nonsense).get("recovered").asBoolean()).isFalse();
      }
    }
  }

  @Test
  void senderDoesNotHearItselfAlsoWhenItComesBack() {
    String topic = "stream:from";
    String params = "{\"kokko\":{\"resume\":%s,\"client\":\"ann-1\"}}";
    JsonNode at;
    try (TopicClient ann = TopicClient.open(one, topic);
        TopicClient bob = TopicClient.open(one, topic)) {
      at = ann.join(params.formatted("true")).get("response").get("kokko");
      bob.resume("true");
      String ref = ann.push("new_msg_from", "{\"n\":1}");
      ann.expectReply(ref, "ok", "{}");
      String heard =
          "[null,\"s:%s:1\",\"stream:from\",\"new_msg_from\",{\"n\":1}]"
              .formatted(at.get("epoch").asText());
      bob.expect(heard);
      say(one, topic, 2);
      ann.expect(said(at, topic, 2));
    }

    try (TopicClient ann = TopicClient.open(two, topic);
        TopicClient bob = TopicClient.open(two, topic)) {
      ann.join(params.formatted(position(at, 0)));
      ann.expect(said(at, topic, 2));
      bob.resume(position(at, 1));
      bob.expect(said(at, topic, 2));
    }
  }

  @Test
  void oldClientsHaveTheirRefToo() {
    String topic = "stream:old";
    try (RawWebSocket old = RawWebSocket.open(one.address(), "/socket/websocket?vsn=1.0.0")) {
      old.write(
          RawFrame.text(
              "{\"topic\":\"stream:old\",\"event\":\"phx_join\",\"ref\":\"1\","
                  + "\"payload\":{\"kokko\":{\"resume\":true}}}"));
      JsonNode at =
          TopicClient.json(old.read().asText()).get("payload").get("response").get("kokko");

      say(two, topic, 1);

      assertThat(TopicClient.json(old.read().asText()))
          .isEqualTo(
              TopicClient.json(
                  "{\"topic\":\"stream:old\",\"event\":\"said\",\"payload\":{\"n\":1},\"ref\":\"s:%s:1\"}"
                      .formatted(at.get("epoch").asText())));
    }
  }

  @Test
  void bytesAreRefusedOnAStream() {
    String topic = "stream:bytes";
    try (TopicClient ann = TopicClient.open(one, topic)) {
      ann.join("{}");
      ann.pushBytes("new_msg");
      assertThat(ann.read().get(3).asText()).isEqualTo("phx_error");
    }
  }

  @Test
  void withoutTheDatabaseStreamsSayThatTheyAreNotThereAndNothingElseSuffers() {
    String topic = "stream:outage";
    try (TopicClient ann = TopicClient.open(one, topic);
        TopicClient room = TopicClient.open(two, "room:outage")) {
      JsonNode at = ann.resume("true");
      say(two, topic, 1);
      ann.expect(said(at, topic, 1));
      store.setDown(true);
      try {
        HttpAnswer answer = post(two, topic, 0);
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.body()).isEqualTo("{\"reason\":\"stream unavailable\"}");
        String ref = ann.push("new_msg", "{}");
        ann.expectReply(ref, "error", "{\"reason\":\"stream unavailable\"}");
        try (TopicClient cold = TopicClient.open(two, "stream:cold")) {
          assertThat(cold.join("{}"))
              .isEqualTo(
                  TopicClient.json(
                      "{\"response\":{\"reason\":\"stream unavailable\"},\"status\":\"error\"}"));
        }
        room.join("{}");
        String plain = room.push("echo", "{\"n\":1}");
        room.expectReply(plain, "ok", "{\"n\":1}");
      } finally {
        store.setDown(false);
      }
      say(two, topic, 2);
      ann.expect(said(at, topic, 2));
    }
  }
}
