package io.kokko.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.kokko.message.Event;
import io.kokko.message.Payload;
import io.kokko.serializer.Frame;
import io.kokko.socket.ConnectResult;
import io.kokko.socket.SocketHandler;
import io.kokko.testkit.ChannelTestKit;
import io.kokko.testkit.TestClient;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a channel that is a stream does for one client. */
class StreamChannelTest {

  private static final class Notes {

    private final Socket<String> socket;

    private Notes(Socket<String> socket) {
      this.socket = socket;
    }

    private Next say(Payload payload) {
      return socket.replyWhen(socket.append("said", payload).thenApply(Reply::ok));
    }

    private Next secret(Payload payload) {
      socket.push("secret", Map.of("for", socket.assigns()));
      socket.push("after", Map.of());
      return Next.noReply();
    }
  }

  private final ChannelTestKit kit = new ChannelTestKit();

  @AfterEach
  void stop() {
    kit.close();
  }

  private static Channel<String, Notes> notes(Channel.Join<String, Notes> join) {
    return Channel.join(join).stream(Stream.keep(100).within(Duration.ofMinutes(1)))
        .handleIn("say", Payload.class, Notes::say);
  }

  private TestClient client(Channel<String, Notes> channel) {
    return kit.connect(
        SocketHandler.connect(params -> ConnectResult.ok("ann")).channel("notes:*", channel),
        Map.of());
  }

  private static JsonNode json(Frame frame) {
    return Payload.ofJson(frame.asText()).json();
  }

  private static JsonNode resume(TestClient client, Object where) {
    Reply reply = client.join("notes:1", Map.of("kokko", Map.of("resume", where)));
    assertThat(reply.status()).isEqualTo("ok");
    return reply.response().json().get("kokko");
  }

  @Test
  void replyKeepsWhatTheChannelSays() {
    TestClient client =
        client(notes((topic, params, socket) -> JoinResult.ok(new Notes(socket), Map.of("a", 1))));

    Reply reply = client.join("notes:1", Map.of("kokko", Map.of("resume", true)));

    assertThat(reply.response().json().get("a").intValue()).isOne();
    assertThat(reply.response().json().get("kokko").get("offset").intValue()).isZero();
  }

  @Test
  void whatIsBroadcastWhileTheJoinReadsItsStateComesAfterTheReply() {
    TestClient client =
        client(
            notes(
                (topic, params, socket) -> {
                  kit.broadcast("notes:1", "said", Map.of("n", 1));
                  return JoinResult.ok(new Notes(socket), Map.of("state", "as of now"));
                }));

    assertThat(resume(client, true).get("offset").intValue()).isZero();

    assertThat(client.expect("said", JsonNode.class).get("n").intValue()).isOne();
    client.expectNothing();
  }

  @Test
  void joinThatTakesItsTimeMissesNothing() {
    CompletableFuture<JoinResult<Notes>> decision = new CompletableFuture<>();
    TestClient client = client(notes((topic, params, socket) -> JoinResult.later(decision)));
    String ref = client.send("notes:1", Event.JOIN, Map.of());
    TestClient other = client(notes((topic, params, socket) -> JoinResult.ok(new Notes(socket))));
    other.join("notes:1", Map.of());
    for (int i = 0; i < 20; i++) {
      kit.broadcast("notes:1", "said", Map.of("n", i));
    }
    decision.completeAsync(() -> JoinResult.error(Map.of("reason", "late")));

    assertThat(client.expectReply(ref)).isEqualTo(Reply.error(Map.of("reason", "late")));
    client.expectNothing();
  }

  @Test
  void interceptedMessagesKeepTheirPlaceAndTheirPosition() {
    TestClient client =
        client(
            notes((topic, params, socket) -> JoinResult.ok(new Notes(socket)))
                .handleOut("hidden", Payload.class, Notes::secret));
    String epoch = resume(client, true).get("epoch").asText();

    for (String event : List.of("said", "hidden", "said")) {
      kit.broadcast("notes:1", event, Map.of());
    }

    JsonNode first = json(client.nextFrame());
    assertThat(first.get(1).asText()).isEqualTo("s:" + epoch + ":1");
    JsonNode second = json(client.nextFrame());
    assertThat(second.get(3).asText()).isEqualTo("secret");
    assertThat(second.get(1).asText()).isEqualTo("s:" + epoch + ":2");
    JsonNode after = json(client.nextFrame());
    assertThat(after.get(3).asText()).isEqualTo("after");
    assertThat(after.get(1).isNull()).isTrue();
    assertThat(json(client.nextFrame()).get(1).asText()).isEqualTo("s:" + epoch + ":3");
  }

  @Test
  void pushIsAnsweredWithThePositionOnceItIsSafe() {
    TestClient client = client(notes((topic, params, socket) -> JoinResult.ok(new Notes(socket))));
    client.join("notes:1", Map.of());

    Reply reply = client.push("notes:1", "say", Map.of("n", 1));

    assertThat(reply.response().json().get("offset").intValue()).isOne();
    client.expectBroadcast("said", JsonNode.class);
  }

  @Test
  void plainTopicsHaveNoPositions() {
    assertThatThrownBy(() -> Streams.none().open("room:1"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("Channel.stream");
  }
}
