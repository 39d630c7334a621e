package io.kokko.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kokko.hello.RunningHello;
import io.kokko.wire.HttpAnswer;
import io.kokko.wire.RawFrame;
import io.kokko.wire.RawWebSocket;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the dashboard's page hears, of two nodes. */
@Timeout(90)
class DashboardTest {

  private static final String TOKEN = "a token of the test";
  private static final String LIVE = "/dashboard/live/websocket?vsn=2.0.0";
  private static final String SOCKET = "/socket/websocket?vsn=2.0.0";
  private static final String ON = "kokko.dashboard.token = \"" + TOKEN + "\"";

  @TempDir private static Path runtimeDirectory;
  private static RunningHello one;
  private static RunningHello other;

  @BeforeAll
  static void start() {
    one = RunningHello.start("one@127.0.0.1", runtimeDirectory, ON);
    other = RunningHello.start("other@127.0.0.1", runtimeDirectory, ON);
    one.connect("other@127.0.0.1");
  }

  @AfterAll
  static void stop() {
    one.close();
    other.close();
  }

  private static RawWebSocket visitor(InetSocketAddress address, String token) {
    String encoded =
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(token.getBytes(StandardCharsets.UTF_8));
    return RawWebSocket.open(
        address,
        LIVE,
        Map.of("Sec-WebSocket-Protocol", "phoenix, base64url.bearer.phx." + encoded));
  }

  private static RawWebSocket looking(InetSocketAddress address) {
    RawWebSocket visitor = visitor(address, TOKEN);
    visitor.write(RawFrame.text("[\"1\",\"1\",\"overview\",\"phx_join\",{}]"));
    assertThat(visitor.read().asText()).contains("\"ok\"", "@127.0.0.1");
    return visitor;
  }

  private static RawWebSocket joined(InetSocketAddress address, String topic, String id) {
    RawWebSocket client = RawWebSocket.open(address, SOCKET + "&id=" + id);
    client.write(
        RawFrame.text("[\"1\",\"1\",\"" + topic + "\",\"phx_join\",{\"user\":\"" + id + "\"}]"));
    assertThat(client.read().asText()).contains("\"ok\"");
    return client;
  }

  /** Reads what a channel pushes until it is as expected, and returns it. */
  private static JsonNode await(RawWebSocket visitor, String event, Predicate<JsonNode> expected) {
    while (true) {
      try {
        JsonNode message = new ObjectMapper().readTree(visitor.read().asText());
        if (message.get(3).asText().equals(event) && expected.test(message.get(4))) {
          return message.get(4);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @Test
  void onlyWhoKnowsTheTokenLooks() {
    try (RawWebSocket stranger = visitor(one.address(), "not the token of the test");
        RawWebSocket nobody = RawWebSocket.open(one.address(), LIVE);
        RawWebSocket known = visitor(one.address(), TOKEN)) {
      assertThat(stranger.answer().status()).isEqualTo(403);
      assertThat(nobody.answer().status()).isEqualTo(403);
      assertThat(known.isUpgraded()).isTrue();
    }
  }

  @Test
  void thereIsNoneWithoutAToken() {
    try (RunningHello plain = RunningHello.start("plain@127.0.0.1", runtimeDirectory)) {
      for (String path : new String[] {"/dashboard", "/dashboard/dashboard.js"}) {
        assertThat(HttpAnswer.to(plain.address(), "GET", path, Map.of(), "").status())
            .isEqualTo(404);
        assertThat(HttpAnswer.to(one.address(), "GET", path, Map.of(), "").status()).isEqualTo(200);
      }
      try (RawWebSocket visitor = visitor(plain.address(), TOKEN)) {
        assertThat(visitor.answer().status()).isEqualTo(404);
      }
    }
  }

  @Test
  void figuresOfBothNodesComeFromOne() {
    try (RawWebSocket here = joined(one.address(), "room:a", "near");
        RawWebSocket there = joined(other.address(), "room:a", "far");
        RawWebSocket visitor = looking(one.address())) {
      JsonNode reports =
          await(
              visitor,
              "reports",
              push ->
                  push.at("/nodes/one@127.0.0.1/samples/0/channels").asInt() >= 1
                      && push.at("/nodes/other@127.0.0.1/samples/0/channels").asInt() == 1);

      JsonNode link = reports.at("/nodes/one@127.0.0.1/links/0");
      assertThat(link.get("to").asText()).isEqualTo("other@127.0.0.1");
      assertThat(reports.at("/nodes/other@127.0.0.1/hindrance").asText()).isEmpty();
      HttpAnswer.to(one.address(), "POST", "/broadcast?topic=room:a&event=e", Map.of(), "{}");
      assertThat(here.read().asText()).contains("\"e\"");
      assertThat(there.read().asText()).contains("\"e\"");
      await(
          visitor,
          "reports",
          push -> push.at("/nodes/other@127.0.0.1/topics").toString().contains("room:a"));
    }
  }

  @Test
  void crashIsShownWithItsStack() {
    try (RawWebSocket client = joined(other.address(), "room:b", "careless");
        RawWebSocket visitor = looking(one.address())) {
      client.write(RawFrame.text("[\"1\",\"2\",\"room:b\",\"boom\",{}]"));

      JsonNode reports =
          await(
              visitor,
              "reports",
              push -> push.at("/nodes/other@127.0.0.1/crashes/0/topic").asText().equals("room:b"));

      JsonNode crash = reports.at("/nodes/other@127.0.0.1/crashes/0");
      assertThat(crash.get("stack").asText())
          .contains("IllegalStateException: boom", "RoomChannel");
    }
  }

  @Test
  void tapOfATopicHearsAllNodes() {
    try (RawWebSocket client = joined(other.address(), "bench:t", "speaker");
        RawWebSocket visitor = visitor(one.address(), TOKEN)) {
      tap(visitor, "tap:topic:bench:t");
      awaitListening(visitor);

      client.write(
          RawFrame.text("[\"1\",\"2\",\"bench:t\",\"shout\",{\"n\":1,\"password\":\"secret\"}]"));

      JsonNode heard =
          await(visitor, "heard", push -> push.toString().contains("\"way\":\"broadcast\""));
      assertThat(heard.toString()).contains("user_socket:speaker", "shout", "[FILTERED]");
      assertThat(heard.toString()).doesNotContain("secret");
    }
  }

  @Test
  void tapOfASocketHearsWhatItSaysAndGets() {
    try (RawWebSocket client = joined(other.address(), "bench:s", "tapped");
        RawWebSocket unheard = joined(other.address(), "bench:s", "unheard");
        RawWebSocket visitor = visitor(one.address(), TOKEN)) {
      tap(visitor, "tap:socket:user_socket:tapped");
      awaitListening(visitor);

      unheard.write(RawFrame.text("[\"1\",\"2\",\"bench:s\",\"echo\",{\"n\":2}]"));
      assertThat(unheard.read().asText()).contains("\"ok\"");
      client.write(RawFrame.text("[\"1\",\"2\",\"bench:s\",\"echo\",{\"n\":1}]"));
      assertThat(client.read().asText()).contains("\"ok\"");
      unheard.write(RawFrame.text("[\"1\",\"2\",\"bench:s\",\"shout\",{\"n\":3}]"));

      StringBuilder all = new StringBuilder();
      await(
          visitor,
          "heard",
          push ->
              all.append(push)
                  .toString()
                  .contains("\"event\":\"shout\",\"payload\":\"{\\\"n\\\":3}"));
      assertThat(all.toString()).contains("\"way\":\"in\"", "\"way\":\"out\"", "phx_reply");
      assertThat(all.toString()).doesNotContain("user_socket:unheard");
    }
  }

  private static void tap(RawWebSocket visitor, String topic) {
    visitor.write(RawFrame.text("[\"9\",\"9\",\"" + topic + "\",\"phx_join\",{}]"));
    assertThat(visitor.read().asText()).contains("\"ok\"");
  }

  /** Each node listens from its first answer on. */
  private static void awaitListening(RawWebSocket visitor) {
    await(visitor, "heard", push -> push.at("/nodes/other@127.0.0.1/messages").isArray());
  }

  @Test
  void floodIsLeftOutOfTheTapButNotOfTheChannel() {
    try (RawWebSocket client = joined(one.address(), "bench:f", "flood");
        RawWebSocket visitor = visitor(one.address(), TOKEN)) {
      tap(visitor, "tap:topic:bench:f");
      awaitListening(visitor);

      for (int i = 0; i < 500; i++) {
        client.write(RawFrame.text("[\"1\",\"2\",\"bench:f\",\"echo\",{\"n\":" + i + "}]"));
        assertThat(client.read().asText()).contains("\"ok\"");
      }

      JsonNode heard =
          await(visitor, "heard", push -> push.at("/nodes/one@127.0.0.1/left").asInt() > 0);
      assertThat(heard.at("/nodes/one@127.0.0.1/messages")).hasSizeLessThanOrEqualTo(50);
    }
  }

  @Test
  void presenceOfATopicIsShown() {
    try (RawWebSocket present = joined(other.address(), "presence:p", "alice");
        RawWebSocket visitor = looking(one.address())) {
      assertThat(present.isUpgraded()).isTrue();
      while (true) {
        visitor.write(
            RawFrame.text("[\"1\",\"7\",\"overview\",\"presence\",{\"topic\":\"presence:p\"}]"));
        JsonNode reply = await(visitor, "phx_reply", push -> true);
        if (reply.at("/response/presences/0/keys").asInt() == 1) {
          assertThat(reply.at("/response/presences/0/presence").asText()).isEqualTo("hello");
          assertThat(reply.at("/response/presences/0/shown/0/key").asText()).isEqualTo("alice");
          return;
        }
      }
    }
  }

  @Test
  void visitorsBeyondTheBoundAreRefused() {
    try (RunningHello unseen = RunningHello.start("unseen@127.0.0.1", runtimeDirectory, ON)) {
      RawWebSocket[] visitors = new RawWebSocket[Observatory.MOST_VISITORS];
      for (int i = 0; i < visitors.length; i++) {
        visitors[i] = looking(unseen.address());
      }
      try (RawWebSocket late = visitor(unseen.address(), TOKEN)) {
        late.write(RawFrame.text("[\"1\",\"1\",\"overview\",\"phx_join\",{}]"));
        assertThat(late.read().asText()).contains("\"error\"", "visitors already");
      }
      for (RawWebSocket visitor : visitors) {
        visitor.close();
      }
    }
  }

  @Test
  void visitorWhoseChannelCrashesDoesNotCountForEver() {
    try (RunningHello unseen = RunningHello.start("unseen@127.0.0.1", runtimeDirectory, ON);
        RawWebSocket visitor = visitor(unseen.address(), TOKEN)) {
      for (int i = 0; i < Observatory.MOST_VISITORS; i++) {
        visitor.write(RawFrame.text("[\"%d\",\"1\",\"overview\",\"phx_join\",{}]".formatted(i)));
        await(visitor, "phx_reply", push -> push.get("status").asText().equals("ok"));
        visitor.write(RawFrame.text("[\"%d\",\"2\",\"overview\",\"none\",{}]".formatted(i)));
        await(visitor, "phx_error", push -> true);
      }
      while (true) {
        visitor.write(RawFrame.text("[\"9\",\"9\",\"overview\",\"phx_join\",{}]"));
        JsonNode reply = await(visitor, "phx_reply", push -> true);
        if (reply.get("status").asText().equals("ok")) {
          return;
        }
        assertThat(reply.toString()).contains("visitors already");
      }
    }
  }

  @Test
  void longNamesOfClientsAreCut() {
    String topic = "room:" + "x".repeat(100_000);
    try (RawWebSocket client = joined(one.address(), topic, "verbose");
        RawWebSocket visitor = looking(one.address())) {
      await(visitor, "reports", push -> true);
      HttpAnswer.to(one.address(), "POST", "/broadcast?topic=room:short&event=e", Map.of(), "{}");
      client.write(RawFrame.text("[\"1\",\"2\",\"" + topic + "\",\"new_msg\",{}]"));
      client.write(RawFrame.text("[\"1\",\"3\",\"" + topic + "\",\"boom\",{}]"));

      JsonNode reports =
          await(
              visitor,
              "reports",
              push ->
                  push.at("/nodes/one@127.0.0.1/crashes").toString().contains("xxx")
                      && push.at("/nodes/one@127.0.0.1/topics").toString().contains("xxx"));

      assertThat(reports.toString().length()).isLessThan(20_000);
    }
  }

  @Test
  void longNamesInATapAreCut() {
    String event = "e".repeat(100_000);
    try (RawWebSocket client = joined(other.address(), "bench:t", "speaker");
        RawWebSocket visitor = visitor(one.address(), TOKEN)) {
      tap(visitor, "tap:topic:bench:t");
      awaitListening(visitor);

      client.write(RawFrame.text("[\"1\",\"2\",\"bench:t\",\"" + event + "\",{}]"));

      JsonNode heard = await(visitor, "heard", push -> push.toString().contains("eeee"));
      assertThat(heard.toString().length()).isLessThan(5_000);
    }
  }
}
