package io.kokko.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.typesafe.config.ConfigFactory;
import io.kokko.message.Payload;
import io.kokko.socket.ConnectResult;
import io.kokko.socket.SocketHandler;
import io.kokko.testkit.ChannelTestKit;
import io.kokko.testkit.TestClient;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a channel whose pushes run once does with those that have a key. */
@Timeout(60)
class IdempotentChannelTest {

  private static final String TOPIC = "till:1";
  private static final Reply UNKNOWN = Reply.error(Map.of("reason", "outcome unknown"));

  private final List<String> handled = new CopyOnWriteArrayList<>();
  private final ChannelTestKit kit =
      new ChannelTestKit(
          ConfigFactory.parseString(
              "kokko.streams.push-patience = 300 ms\nkokko.streams.push-pause = 20 ms"));

  @AfterEach
  void stop() {
    kit.close();
  }

  private final class Till {

    private final Socket<String> socket;

    /** The push that the next "done" answers. */
    private ReplyRef open = new ReplyRef(null, null);

    private Till(Socket<String> socket) {
      this.socket = socket;
    }

    private Result pay(Payload payload) {
      handled.add("pay");
      return Reply.ok(Map.of("number", handled.size()));
    }

    private Result bytes(Payload payload) {
      handled.add("bytes");
      return Reply.of("fine\n", new byte[] {1, 2});
    }

    private Result begin(Payload payload) {
      handled.add("begin");
      open = socket.ref();
      return Reply.none();
    }

    private Result done(Payload payload) {
      handled.add("done");
      socket.reply(open, Reply.ok(Map.of("begun", true)));
      return Reply.ok();
    }

    private Result last(Payload payload) {
      handled.add("last");
      return Reply.ok(Map.of("last", true)).thenStop();
    }

    private Result book(Payload payload) {
      handled.add("book");
      return socket.replyInTransaction(
          transaction -> {
            transaction.append(TOPIC, "booked", Map.of("n", 1));
            if (handled.size() == 1) {
              throw new SQLException("the first one fails");
            }
            return Reply.ok(Map.of("number", handled.size()));
          });
    }
  }

  private Channel<String, Till> till() {
    Duration window = Duration.ofMinutes(1);
    return Channel.<String, Till>join((topic, params, socket) -> JoinResult.ok(new Till(socket)))
        .stream(Stream.keep(100).within(Duration.ofMinutes(1)))
        .handleIn("pay", Payload.class, Till::pay)
        .handleIn("bytes", Payload.class, Till::bytes)
        .handleIn("begin", Payload.class, Till::begin)
        .handleIn("done", Payload.class, Till::done)
        .handleIn("last", Payload.class, Till::last)
        .handleIn("book", Payload.class, Till::book)
        .idempotent("pay", window)
        .idempotent("bytes", window)
        .idempotent("begin", window)
        .idempotent("last", window)
        .idempotent("book", window);
  }

  private TestClient client(String user) {
    TestClient client =
        kit.connect(
            SocketHandler.<String>connect(params -> ConnectResult.ok(user))
                .id(name -> "user:" + name)
                .channel("till:*", till()),
            Map.of());
    assertThat(client.join(TOPIC, Map.of()).status()).isEqualTo("ok");
    return client;
  }

  private static Map<String, Object> key(String id) {
    return Map.of("kokko", Map.of("id", id));
  }

  @Test
  void repeatIsAnsweredAsTheFirstWas() {
    TestClient ann = client("ann");
    Reply first = ann.push(TOPIC, "pay", key("a"));
    Reply bytes = ann.push(TOPIC, "bytes", key("b"));

    assertThat(ann.push(TOPIC, "pay", key("a"))).isEqualTo(first);
    assertThat(client("ann").push(TOPIC, "pay", key("a"))).isEqualTo(first);
    assertThat(ann.push(TOPIC, "bytes", key("b"))).isEqualTo(bytes);
    assertThat(handled).containsExactly("pay", "bytes");
  }

  @Test
  void otherUsersKeysAndPushesWithoutOneRun() {
    client("ann").push(TOPIC, "pay", key("a"));
    TestClient bob = client("bob");

    bob.push(TOPIC, "pay", key("a"));
    bob.push(TOPIC, "pay", key("b"));
    bob.push(TOPIC, "pay", Map.of());
    bob.push(TOPIC, "pay", Map.of());

    assertThat(handled).hasSize(5);
  }

  @Test
  void laterPushesWaitTheirTurn() {
    TestClient ann = client("ann");
    ann.send(TOPIC, "pay", key("a"));
    ann.send(TOPIC, "done", Map.of());
    ann.send(TOPIC, "bytes", key("b"));
    ann.send(TOPIC, "done", Map.of());

    ann.push(TOPIC, "pay", Map.of());

    assertThat(handled).containsExactly("pay", "done", "bytes", "done", "pay");
  }

  @Test
  void laterAnswerIsRememberedToo() {
    TestClient ann = client("ann");
    String begun = ann.send(TOPIC, "begin", key("a"));
    ann.send(TOPIC, "done", Map.of());
    Reply answer = Reply.ok(Map.of("begun", true));
    assertThat(ann.expectReply(begun)).isEqualTo(answer);

    assertThat(client("ann").push(TOPIC, "begin", key("a"))).isEqualTo(answer);
    assertThat(handled).containsExactly("begin", "done");
  }

  @Test
  void whatWasBegunAndNeverAnsweredHasAnUnknownOutcome() {
    client("ann").send(TOPIC, "begin", key("a"));
    TestClient again = client("ann");
    while (handled.isEmpty()) {
      Thread.onSpinWait();
    }

    assertThat(again.push(TOPIC, "begin", key("a"))).isEqualTo(UNKNOWN);
    assertThat(handled).containsExactly("begin");
  }

  @Test
  void answerOfAChannelThatStopsComesBeforeItsEnd() {
    TestClient ann = client("ann");
    String ref = ann.send(TOPIC, "last", key("a"));
    ann.send(TOPIC, "pay", Map.of());

    assertThat(ann.expectReply(ref)).isEqualTo(Reply.ok(Map.of("last", true)));
    ann.expect("phx_close", JsonNode.class);
    assertThat(client("ann").push(TOPIC, "last", key("a")))
        .isEqualTo(Reply.ok(Map.of("last", true)));
    assertThat(handled).containsExactly("last");
  }

  @Test
  void transactionThatFailedIsFreeToRunAgainAndOneThatDidNotRunsOnce() {
    TestClient ann = client("ann");
    ann.send(TOPIC, "book", key("a"));
    ann.expect("phx_error", JsonNode.class);
    TestClient again = client("ann");

    Reply answer = again.push(TOPIC, "book", key("a"));

    assertThat(answer).isEqualTo(Reply.ok(Map.of("number", 2)));
    assertThat(again.expect("booked", JsonNode.class).get("n").intValue()).isOne();
    assertThat(again.push(TOPIC, "book", key("a"))).isEqualTo(answer);
    again.expectNothing();
    assertThat(handled).containsExactly("book", "book");
  }

  @Test
  void windowHasToBeOne() {
    assertThatThrownBy(() -> till().idempotent("other", Duration.ZERO))
        .hasMessage("window: PT0S (expected: >= 1 ms)");
    assertThatThrownBy(() -> till().idempotent("pay", Duration.ofMinutes(2)))
        .hasMessageContaining("two handlers for pay");
  }
}
