package io.kokko.channel;

import static org.assertj.core.api.Assertions.assertThat;

import io.kokko.message.Message;
import io.kokko.message.Payload;
import io.kokko.socket.ConnectResult;
import io.kokko.socket.SocketHandler;
import io.kokko.testkit.ChannelTestKit;
import io.kokko.testkit.TestClient;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Handlers, joins and ends of a channel (rules 23, 25, 26, 33, 38 and 39). */
class ChannelTest {

  /** Runs a channel that is all lambdas. */
  private record Room(Socket<String> socket) {}

  private record Count(int n) {}

  private final ChannelTestKit kit = new ChannelTestKit();

  @AfterEach
  void stop() {
    kit.close();
  }

  @Test
  void otherwiseTakesUnknownEventsAndMisfits() {
    TestClient client =
        connect(
            room()
                .handleIn("number", Count.class, (room, number) -> Reply.ok(number))
                .otherwise((room, event, payload) -> Reply.error(Map.of("unfit", event))));
    client.join("room:1", Map.of());

    assertThat(client.push("room:1", "number", new Count(1))).isEqualTo(Reply.ok(new Count(1)));
    assertThat(client.push("room:1", "number", Map.of("n", "x")))
        .isEqualTo(Reply.error(Map.of("unfit", "number")));
    assertThat(client.push("room:1", "nonsense", Map.of()))
        .isEqualTo(Reply.error(Map.of("unfit", "nonsense")));
  }

  @Test
  void payloadThatDoesNotFitCrashesTheChannelByDefault() {
    TestClient client =
        connect(room().handleIn("number", Count.class, (room, number) -> Reply.ok(number)));
    client.join("room:1", Map.of());

    client.send("room:1", "number", Map.of("n", "x"));

    assertThat(client.expect("phx_error", Payload.class))
        .isEqualTo(Payload.of(Map.of("reason", "channel_crash")));
  }

  @Test
  void broadcastsOfAFurtherTopicGoToHandleInfo() {
    TestClient client =
        connect(
            room()
                .handleIn(
                    "follow",
                    Payload.class,
                    (room, payload) -> {
                      room.socket().subscribe("news");
                      return Reply.ok();
                    })
                .handleInfo(
                    Message.Broadcast.class,
                    (room, broadcast) -> {
                      room.socket().push("heard", broadcast.payload());
                      return Next.noReply();
                    }));
    client.join("room:1", Map.of());
    client.push("room:1", "follow", Map.of());

    kit.broadcast("news", "flash", new Count(7));

    assertThat(client.expect("heard", Count.class)).isEqualTo(new Count(7));
    client.leave("room:1");
    client.expect("phx_close", Payload.class);
  }

  @Test
  void otherActorsReachHandleInfoThroughAnAddress() {
    TestClient client =
        connect(
            room()
                .handleIn(
                    "address",
                    Payload.class,
                    (room, payload) -> {
                      room.socket().actorRef(Count.class).tell(new Count(5));
                      return Reply.ok();
                    })
                .handleInfo(
                    Count.class,
                    (room, number) -> {
                      room.socket().push("number", number);
                      return Next.noReply();
                    }));
    client.join("room:1", Map.of());

    client.push("room:1", "address", Map.of());

    assertThat(client.expect("number", Count.class)).isEqualTo(new Count(5));
  }

  @Test
  void joinThatIsDecidedLaterAnswersWhatWasPipelinedBehindIt() {
    CompletableFuture<Void> decision = new CompletableFuture<>();
    Channel<String, Room> channel =
        Channel.<String, Room>join(
                (topic, params, socket) ->
                    JoinResult.later(decision.thenApply(done -> JoinResult.ok(new Room(socket)))))
            .handleIn("echo", Payload.class, (room, payload) -> Reply.ok(payload));
    TestClient client = connect(channel);

    client.sendText("[\"1\",\"1\",\"room:1\",\"phx_join\",{}]");
    client.sendText("[\"1\",\"2\",\"room:1\",\"echo\",{\"n\":1}]");
    client.sendText("[null,\"3\",\"phoenix\",\"heartbeat\",{}]");
    assertThat(client.nextFrame().asText()).startsWith("[null,\"3\"");
    decision.complete(null);

    assertThat(client.nextFrame().asText()).startsWith("[\"1\",\"1\"");
    assertThat(client.nextFrame().asText()).startsWith("[\"1\",\"2\"");
  }

  @Test
  void terminateHearsWhyTheChannelEnds() throws InterruptedException {
    BlockingQueue<String> reasons = new LinkedBlockingQueue<>();
    Channel<String, Room> channel =
        room()
            .handleIn("stop", Payload.class, (room, payload) -> Next.stop())
            .terminate((room, reason) -> reasons.add(reason.name()));
    TestClient client = connect(channel);

    client.join("room:1", Map.of());
    client.leave("room:1");
    assertThat(reasons.poll(10, TimeUnit.SECONDS)).isEqualTo("left");
    client.join("room:1", Map.of());
    client.send("room:1", "stop", Map.of());
    assertThat(reasons.poll(10, TimeUnit.SECONDS)).isEqualTo("normal");
    client.expect("phx_close", Payload.class);
    client.join("room:2", Map.of());
    client.join("room:2", Map.of());
    assertThat(reasons.poll(10, TimeUnit.SECONDS)).isEqualTo("duplicate_join");
    client.disconnect();
    assertThat(reasons.poll(10, TimeUnit.SECONDS)).isEqualTo("closed");
  }

  @Test
  void messagesToItselfDuringJoinComeAfterItsReply() {
    Channel<String, Room> channel =
        Channel.<String, Room>join(
                (topic, params, socket) -> {
                  socket.info("after join");
                  socket.infoAfter(Duration.ofMillis(1), "later");
                  return JoinResult.ok(new Room(socket));
                })
            .handleInfo(
                String.class,
                (room, text) -> {
                  room.socket().push("told", Map.of("text", text));
                  return Next.noReply();
                });
    TestClient client = connect(channel);

    client.sendText("[\"1\",\"1\",\"room:1\",\"phx_join\",{}]");

    assertThat(client.nextFrame().asText()).contains("phx_reply");
    assertThat(client.nextFrame().asText()).contains("after join");
    assertThat(client.nextFrame().asText()).contains("later");
  }

  @Test
  void pushDuringJoinIsRefused() {
    Channel<String, Room> channel =
        Channel.join(
            (topic, params, socket) -> {
              socket.push("too", Map.of("early", true));
              return JoinResult.ok(new Room(socket));
            });
    TestClient client = connect(channel);

    assertThat(client.join("room:1", Map.of()))
        .isEqualTo(Reply.error(Map.of("reason", "join crashed")));
  }

  @Test
  void endlessRecursionEndsItsChannelOnly() {
    TestClient client =
        connect(room().handleIn("recurse", Payload.class, (room, payload) -> recurse(payload)));
    client.join("room:1", Map.of());

    client.send("room:1", "recurse", Map.of());

    client.expect("phx_error", Payload.class);
    assertThat(client.push("phoenix", "heartbeat", Map.of())).isEqualTo(Reply.ok());
  }

  @SuppressWarnings("InfiniteRecursion")
  private static Result recurse(Payload payload) {
    return recurse(payload);
  }

  @Test
  void channelThatGetsTooMuchEndsAndItsClientMayComeBack() throws InterruptedException {
    CompletableFuture<Void> gate = new CompletableFuture<>();
    Channel<String, Room> slow =
        room()
            .handleOut(
                "busy",
                Payload.class,
                (room, payload) -> {
                  gate.join();
                  return Next.noReply();
                })
            .blocking();
    TestClient client = connect(slow);
    client.join("room:1", Map.of());

    for (int i = 0; i < 10_002; i++) {
      kit.broadcast("room:1", "busy", Map.of());
    }
    gate.complete(null);

    client.expect("phx_error", Payload.class);
    client.join("room:1", Map.of());
  }

  private Channel<String, Room> room() {
    return Channel.join((topic, params, socket) -> JoinResult.ok(new Room(socket)));
  }

  private TestClient connect(Channel<String, Room> channel) {
    SocketHandler<String> handler =
        SocketHandler.<String>connect(params -> ConnectResult.ok("anybody"))
            .channel("room:*", channel);
    return kit.connect(handler, Map.of());
  }
}
