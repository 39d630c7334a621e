package io.kokko.channel;

import static org.assertj.core.api.Assertions.assertThat;

import io.kokko.message.Payload;
import io.kokko.socket.ConnectResult;
import io.kokko.socket.SocketHandler;
import io.kokko.testkit.ChannelTestKit;
import io.kokko.testkit.TestClient;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the callbacks of a channel may answer, and what comes of it (rules 30, 31, 35, 36, 39). */
class CallbacksTest {

  private record Room(Socket<String> socket) {}

  private final ChannelTestKit kit = new ChannelTestKit();

  @AfterEach
  void stop() {
    kit.close();
  }

  @Test
  void rule31EventWithoutHandlerCrashesTheChannelAndIsNotAnswered() {
    TestClient client = joined(room());

    String ref = client.send("room:1", "nobody", Map.of());

    expectCrash(client);
    client.expectNoReply(ref);
  }

  @Test
  void rule35StatusIsAnyWord() {
    Reply limited = Reply.of("rate_limited", Map.of("in", 3));
    TestClient client = joined(room().handleIn("try", Payload.class, (room, payload) -> limited));

    assertThat(client.push("room:1", "try", Map.of())).isEqualTo(limited);
  }

  @Test
  void rule35ReplyComesBeforeTheCloseOfAStop() {
    TestClient client =
        joined(room().handleIn("end", Payload.class, (room, payload) -> Reply.ok().thenStop()));

    client.sendText("[\"1\",\"2\",\"room:1\",\"end\",{}]");

    assertThat(client.nextFrame().asText())
        .isEqualTo("[\"1\",\"2\",\"room:1\",\"phx_reply\",{\"response\":{},\"status\":\"ok\"}]");
    assertThat(client.nextFrame().asText()).isEqualTo("[\"1\",\"1\",\"room:1\",\"phx_close\",{}]");
  }

  @Test
  void rule30StopForAReasonThatIsNotOrderlyIsACrashToTheClient() {
    TestClient client =
        joined(
            room()
                .handleIn(
                    "end",
                    Payload.class,
                    (room, payload) -> Next.stop(StopReason.failure("disk full"))));

    client.send("room:1", "end", Map.of());

    expectCrash(client);
  }

  /** Only code without null checks can do so. */
  @Test
  @SuppressWarnings("NullAway")
  void rule35AnswerThatIsNoneCrashesTheChannel() {
    TestClient client =
        joined(room().handleIn("null", Payload.class, (room, payload) -> (Reply) null));

    client.send("room:1", "null", Map.of());

    expectCrash(client);
  }

  @Test
  void rule36PushMayBeAnsweredTwiceInOrder() {
    TestClient client =
        joined(
            room()
                .handleIn(
                    "twice",
                    Payload.class,
                    (room, payload) -> {
                      room.socket().reply(room.socket().ref(), Reply.ok(Map.of("n", 1)));
                      return Reply.error(Map.of("n", 2));
                    }));

    String ref = client.send("room:1", "twice", Map.of());

    assertThat(client.expectReply(ref)).isEqualTo(Reply.ok(Map.of("n", 1)));
    assertThat(client.expectReply(ref)).isEqualTo(Reply.error(Map.of("n", 2)));
  }

  @Test
  void rule36PushMayBeAnsweredLaterByAnyThread() {
    BlockingQueue<Runnable> later = new LinkedBlockingQueue<>();
    TestClient client =
        joined(
            room()
                .handleIn(
                    "later",
                    Payload.class,
                    (room, payload) -> {
                      ReplyRef ref = room.socket().ref();
                      later.add(() -> room.socket().reply(ref, Reply.ok(payload)));
                      return Reply.none();
                    })
                .handleIn("now", Payload.class, (room, payload) -> Reply.ok(payload)));

    String ref = client.send("room:1", "later", Map.of("n", 1));
    client.push("room:1", "now", Map.of());
    later.remove().run();

    assertThat(client.expectReply(ref)).isEqualTo(Reply.ok(Map.of("n", 1)));
  }

  @Test
  void rule36RefIsRefusedToOtherThreadsWhileHandleInRuns() {
    TestClient client =
        joined(
            room()
                .handleIn(
                    "ask elsewhere",
                    Payload.class,
                    (room, payload) -> Reply.ok(Map.of("why", refusalOnThread(room, "worker-7")))));

    assertThat(client.push("room:1", "ask elsewhere", Map.of()))
        .isEqualTo(
            Reply.ok(
                Map.of(
                    "why",
                    "ref() of room:1 on worker-7 (expected: inside handleIn and on its thread; any"
                        + " thread may reply to the ref)")));
  }

  @Test
  void rule36ThereIsNoRefOutsideOfHandleIn() {
    TestClient client =
        joined(
            room()
                .handleIn(
                    "ask later",
                    Payload.class,
                    (room, payload) -> {
                      room.socket().info("now");
                      return Reply.none();
                    })
                .handleInfo(
                    String.class,
                    (room, text) -> {
                      room.socket().ref();
                      return Next.noReply();
                    }));

    client.send("room:1", "ask later", Map.of());

    expectCrash(client);
  }

  @Test
  void rule39MessageThatNobodyHandlesIsDropped() {
    TestClient client =
        joined(
            room()
                .handleIn(
                    "tell",
                    Payload.class,
                    (room, payload) -> {
                      room.socket().info("nobody handles strings");
                      return Reply.ok();
                    }));

    client.push("room:1", "tell", Map.of());

    assertThat(client.push("room:1", "tell", Map.of())).isEqualTo(Reply.ok());
  }

  @Test
  void rule39TerminateIsNotCalledAfterACrash() {
    BlockingQueue<StopReason> reasons = new LinkedBlockingQueue<>();
    Channel<String, Room> channel =
        room()
            .handleIn(
                "boom",
                Payload.class,
                (room, payload) -> {
                  throw new IllegalStateException("boom");
                })
            .terminate((room, reason) -> reasons.add(reason));
    TestClient client = joined(channel);

    client.send("room:1", "boom", Map.of());
    expectCrash(client);
    client.join("room:1", Map.of());
    client.leave("room:1");
    client.expect("phx_close", Payload.class);

    assertThat(reasons).containsExactly(StopReason.LEFT);
  }

  private static String refusalOnThread(Room room, String name) {
    CompletableFuture<String> refusal = new CompletableFuture<>();
    Runnable ask =
        () -> {
          try {
            refusal.complete("gave " + room.socket().ref());
          } catch (IllegalStateException refused) {
            refusal.complete(refused.getMessage());
          }
        };
    new Thread(ask, name).start();
    return refusal.orTimeout(10, TimeUnit.SECONDS).join();
  }

  private static void expectCrash(TestClient client) {
    assertThat(client.expectPush("phx_error", Payload.class))
        .isEqualTo(Payload.of(Map.of("reason", "channel_crash")));
  }

  private static Channel<String, Room> room() {
    return Channel.join((topic, params, socket) -> JoinResult.ok(new Room(socket)));
  }

  private TestClient joined(Channel<String, Room> channel) {
    TestClient client =
        kit.connect(
            SocketHandler.<String>connect(params -> ConnectResult.ok("anybody"))
                .channel("room:*", channel),
            Map.of());
    client.sendText("[\"1\",\"1\",\"room:1\",\"phx_join\",{}]");
    assertThat(client.nextFrame().asText()).contains("phx_reply");
    return client;
  }
}
