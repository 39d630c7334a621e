package io.kokko.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kokko.message.Message.Broadcast;
import io.kokko.message.Payload;
import io.kokko.pubsub.PubSub;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Broadcasts between nodes (rules 37 and 40). */
class NodeBusTest {

  private static final int MANY = 500;
  private static final int MAX_MESSAGE_BYTES = 10 * 1024 * 1024;

  /** Bounds that a few hundred messages reach. */
  private static final Map<String, Object> SMALL =
      Map.of(
          "kokko.bus.max-message-bytes", 1000,
          "kokko.bus.slow-from-bytes", 2000,
          "kokko.bus.window-bytes", 500,
          "kokko.bus.parcel-bytes", 500,
          "kokko.bus.silent-after", "1 minute");

  @TempDir private Path directory;
  private Nodes nodes;

  @BeforeEach
  void open() {
    nodes = new Nodes(directory);
  }

  @AfterEach
  void close() {
    nodes.close();
  }

  @Test
  void nothingIsLostOrDoubledOnceConnectHasReturned() throws Exception {
    Node a = nodes.start("a@127.0.0.1");
    Node b = nodes.start("b@127.0.0.1");
    var heardByA = listen(a);
    var heardByB = listen(b);

    Nodes.get(a.connect("b@127.0.0.1"));
    IntStream.range(0, MANY).forEach(n -> a.bus().broadcast("room", numbered("a", n)));
    IntStream.range(0, MANY).forEach(n -> b.bus().broadcast("room", numbered("b", n)));

    assertThat(take(heardByB, MANY)).isEqualTo(allNumbered("a"));
    assertThat(take(heardByA, MANY)).isEqualTo(allNumbered("b"));
    assertNothingElse(a, b, heardByA, heardByB);
  }

  @Test
  void eachThreadsOrderIsKept() throws Exception {
    Node a = nodes.start("a@127.0.0.1");
    Node b = nodes.start("b@127.0.0.1");
    var heard = listen(b);
    Nodes.get(b.connect("a@127.0.0.1"));

    for (String thread : List.of("one", "two", "three")) {
      var unused =
          CompletableFuture.runAsync(
              () ->
                  IntStream.range(0, MANY)
                      .forEach(n -> a.bus().broadcast("room", numbered(thread, n))));
    }
    List<Broadcast> all = take(heard, 3 * MANY);

    for (String thread : List.of("one", "two", "three")) {
      assertThat(all.stream().filter(message -> message.event().equals(thread)))
          .containsExactlyElementsOf(allNumbered(thread));
    }
  }

  @Test
  void directBroadcastGoesToOneNode() throws Exception {
    Node a = nodes.start("a@127.0.0.1");
    Node b = nodes.start("b@127.0.0.1");
    Node c = nodes.start("c@127.0.0.1");
    var heardByB = listen(b);
    var heardByC = listen(c);
    Nodes.get(a.connect("b@127.0.0.1"));
    Nodes.get(a.connect("c@127.0.0.1"));

    a.bus().directBroadcast("b@127.0.0.1", "room", numbered("direct", 1));
    a.bus().directBroadcast("nobody@127.0.0.1", "room", numbered("direct", 2));
    a.bus().broadcast("room", numbered("to all", 3));

    assertThat(take(heardByB, 2))
        .containsExactlyInAnyOrder(numbered("direct", 1), numbered("to all", 3));
    assertThat(take(heardByC, 1)).containsExactly(numbered("to all", 3));
  }

  @Test
  void disconnectedNodesHearNothingOfEachOther() throws Exception {
    Node a = nodes.start("a@127.0.0.1");
    Node b = nodes.start("b@127.0.0.1");
    var heardByA = listen(a);
    var heardByB = listen(b);
    Nodes.get(a.connect("b@127.0.0.1"));
    Nodes.get(a.disconnect("b@127.0.0.1"));

    a.bus().broadcast("room", numbered("unheard", 1));
    b.bus().broadcast("room", numbered("unheard", 2));
    b.bus().directBroadcast("a@127.0.0.1", "room", numbered("unheard", 3));
    Nodes.get(a.connect("b@127.0.0.1"));
    a.bus().broadcast("room", numbered("heard", 1));
    b.bus().broadcast("room", numbered("heard", 2));

    assertThat(take(heardByB, 1)).containsExactly(numbered("heard", 1));
    assertThat(take(heardByA, 1)).containsExactly(numbered("heard", 2));
  }

  @Test
  void largestMessageArrivesFirstOfAllAndALargerOneReachesNobody() throws Exception {
    Node a = nodes.start("a@127.0.0.1");
    Node b = nodes.start("b@127.0.0.1");
    var heard = listen(b);
    Nodes.get(a.connect("b@127.0.0.1"));
    int around = new Envelope("room", binary(0)).encode().length - Envelope.SIZE_BYTES;
    Broadcast largest = binary(MAX_MESSAGE_BYTES - around);
    Broadcast tooLarge = binary(MAX_MESSAGE_BYTES - around + 1);
    BlockingQueue<Broadcast> heardHere = new LinkedBlockingQueue<>();
    PubSub<BlockingQueue<Broadcast>, Broadcast> pubsub =
        new PubSub<>(
            (subscribers, from, message) -> subscribers.forEach(queue -> queue.add(message)),
            a.bus());
    pubsub.subscribe("room", heardHere);

    pubsub.broadcast("room", largest);
    assertThatThrownBy(() -> pubsub.broadcast("room", tooLarge))
        .isInstanceOf(MessageTooLargeException.class)
        .hasMessage(
            "broadcast to \"room\": 10485761 bytes (expected: <= 10485760,"
                + " kokko.bus.max-message-bytes)");
    pubsub.broadcast("room", numbered("small", 1));

    assertThat(take(heard, 2)).containsExactly(largest, numbered("small", 1));
    assertThat(heardHere).containsExactly(largest, numbered("small", 1));
  }

  @Test
  void slowNodeSlowsItsSendersAndMissesNothing() throws Exception {
    Node a = nodes.start("a@127.0.0.1", SMALL);
    Node b = nodes.start("b@127.0.0.1", SMALL);
    BlockingQueue<Broadcast> heard = new ArrayBlockingQueue<>(1);
    b.bus().start((topic, message) -> put(heard, message));
    Nodes.get(a.connect("b@127.0.0.1"));

    CompletableFuture<Void> sent =
        CompletableFuture.runAsync(
            () ->
                IntStream.range(0, MANY).forEach(n -> a.bus().broadcast("room", numbered("a", n))));

    assertThat(take(heard, 1)).containsExactly(numbered("a", 0));
    assertThat(sent).isNotDone();
    assertThat(take(heard, MANY - 1)).isEqualTo(allNumbered("a").subList(1, MANY));
    sent.get(10, TimeUnit.SECONDS);
    assertThat(a.busStates())
        .allSatisfy(state -> assertThat(state.heldBytes()).isLessThan(MANY * 10));
    assertThat(a.busStates()).allSatisfy(state -> assertThat(state.dropped()).isZero());
  }

  private static void put(BlockingQueue<Broadcast> heard, Broadcast message) {
    try {
      heard.put(message);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void oneFailingSubscriberDoesNotStopTheBus() throws Exception {
    Node a = nodes.start("a@127.0.0.1");
    Node b = nodes.start("b@127.0.0.1");
    BlockingQueue<Broadcast> heard = new LinkedBlockingQueue<>();
    b.bus()
        .start(
            (topic, message) -> {
              if (topic.equals("bad")) {
                throw new IllegalStateException("meant to fail");
              }
              heard.add(message);
            });
    Nodes.get(a.connect("b@127.0.0.1"));

    a.bus().broadcast("bad", numbered("x", 1));
    a.bus().broadcast("good", numbered("x", 2));

    assertThat(take(heard, 1)).containsExactly(numbered("x", 2));
  }

  private static BlockingQueue<Broadcast> listen(Node node) {
    BlockingQueue<Broadcast> heard = new LinkedBlockingQueue<>();
    node.bus().start((topic, message) -> heard.add(message));
    return heard;
  }

  private static List<Broadcast> take(BlockingQueue<Broadcast> heard, int count) throws Exception {
    List<Broadcast> taken = new ArrayList<>();
    while (taken.size() < count) {
      Broadcast next = heard.poll(10, TimeUnit.SECONDS);
      assertThat(next).as("message %s of %s", taken.size() + 1, count).isNotNull();
      taken.add(next);
    }
    return taken;
  }

  /** One more message each way comes next, so nothing doubled is in between. */
  private static void assertNothingElse(
      Node a, Node b, BlockingQueue<Broadcast> heardByA, BlockingQueue<Broadcast> heardByB)
      throws Exception {
    a.bus().broadcast("room", numbered("last", 1));
    b.bus().broadcast("room", numbered("last", 2));
    assertThat(take(heardByB, 1)).containsExactly(numbered("last", 1));
    assertThat(take(heardByA, 1)).containsExactly(numbered("last", 2));
  }

  private static List<Broadcast> allNumbered(String event) {
    return IntStream.range(0, MANY).mapToObj(n -> numbered(event, n)).toList();
  }

  private static Broadcast numbered(String event, int n) {
    return new Broadcast("room", event, Payload.of(Map.of("n", n)));
  }

  private static Broadcast binary(int sizeInBytes) {
    return new Broadcast("room", "bytes", Payload.binary(new byte[sizeInBytes]));
  }
}
