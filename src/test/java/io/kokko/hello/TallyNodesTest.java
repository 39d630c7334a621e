package io.kokko.hello;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kokko.channel.Channel;
import io.kokko.channel.JoinResult;
import io.kokko.channel.Reply;
import io.kokko.message.Payload;
import io.kokko.socket.ConnectResult;
import io.kokko.socket.SocketHandler;
import io.kokko.wire.RawFrame;
import io.kokko.wire.RawWebSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What pushes with a key and transactions do on two nodes, on the wire. */
@Timeout(90)
class TallyNodesTest {

  private static final String UNAVAILABLE = "{\"reason\":\"stream unavailable\"}";

  @TempDir private Path runtimeDirectory;

  private static String add(int n, String id) {
    return "{\"n\":%d,\"kokko\":{\"id\":\"%s\"}}".formatted(n, id);
  }

  private static String added(int item, int n, int total) {
    return "{\"item\":%d,\"n\":%d,\"total\":%d}".formatted(item, n, total);
  }

  private static String heard(String topic, String added) {
    return "[null,null,\"%s\",\"added\",%s]".formatted(topic, added);
  }

  private static JsonNode joined(TopicClient client) {
    JsonNode reply = client.join("{}");
    assertThat(reply.get("status").asText()).as("%s", reply).isEqualTo("ok");
    return reply.get("response");
  }

  @Test
  void nodesWithOneDatabaseAddOnce() {
    SharedStore store = new SharedStore();
    RunningHello one = RunningHello.start("one@127.0.0.1", runtimeDirectory, store);
    RunningHello two = RunningHello.start("two@127.0.0.1", runtimeDirectory, store);
    try {
      two.connect("one@127.0.0.1");
      repeatAtTheOtherNodeIsNotAddedAgain(one, two);
      whileTheDatabaseIsAwayNothingIsAdded(store, one);
    } finally {
      one.close();
      two.close();
      store.closeForAll();
    }
  }

  private static void repeatAtTheOtherNodeIsNotAddedAgain(RunningHello one, RunningHello two) {
    String topic = "tally:1";
    try (TopicClient bob = TopicClient.open(one, topic, "bob")) {
      assertThat(joined(bob)).isEqualTo(TopicClient.json("{\"total\":0,\"items\":0,\"last\":[]}"));
      try (TopicClient ann = TopicClient.open(one, topic, "ann")) {
        joined(ann);
        String ref = ann.push("add", add(5, "a"));
        ann.expect(heard(topic, added(1, 5, 5)));
        ann.expectReply(ref, "ok", added(1, 5, 5));
      }
      bob.expect(heard(topic, added(1, 5, 5)));
      try (TopicClient ann = TopicClient.open(two, topic, "ann")) {
        assertThat(joined(ann))
            .isEqualTo(
                TopicClient.json("{\"total\":5,\"items\":1,\"last\":[{\"item\":1,\"n\":5}]}"));
        ann.expectReply(ann.push("add", add(5, "a")), "ok", added(1, 5, 5));
        String ref = ann.push("add", add(2, "b"));
        ann.expect(heard(topic, added(2, 2, 7)));
        ann.expectReply(ref, "ok", added(2, 2, 7));
      }
      bob.expect(heard(topic, added(2, 2, 7)));
    }
  }

  private static void whileTheDatabaseIsAwayNothingIsAdded(SharedStore store, RunningHello one) {
    String topic = "tally:2";
    try (TopicClient ann = TopicClient.open(one, topic, "ann")) {
      joined(ann);
      store.setDown(true);
      try {
        ann.expectReply(ann.push("add", add(1, "a")), "error", UNAVAILABLE);
        ann.expectReply(ann.push("add", "{\"n\":1}"), "error", UNAVAILABLE);
      } finally {
        store.setDown(false);
      }
      String ref = ann.push("add", add(1, "a"));
      ann.expect(heard(topic, added(1, 1, 1)));
      ann.expectReply(ref, "ok", added(1, 1, 1));
    }
  }

  private static SocketHandler<String> counting(AtomicInteger handled) {
    return SocketHandler.<String>connect(params -> ConnectResult.ok("ann"))
        .id(name -> name)
        .channel(
            "count",
            Channel.<String, String>join((topic, params, socket) -> JoinResult.ok(socket.assigns()))
                .handleIn(
                    "up",
                    Payload.class,
                    (channel, payload) -> Reply.ok(Map.of("n", handled.incrementAndGet())))
                .idempotent("up", Duration.ofMinutes(1)));
  }

  private static String count(RunningHello node, String id) {
    try (RawWebSocket socket = RawWebSocket.open(node.address(), "/counting/websocket?vsn=2.0.0")) {
      socket.write(RawFrame.text("[\"1\",\"1\",\"count\",\"phx_join\",{}]"));
      socket.read();
      socket.write(
          RawFrame.text(
              "[\"1\",\"2\",\"count\",\"up\",{\"kokko\":{\"id\":\"%s\"}}]".formatted(id)));
      return TopicClient.json(socket.read().asText()).get(4).get("response").toString();
    }
  }

  @Test
  void withoutACommonDatabaseTheOldestNodeKnowsTheKeysAndMakesTheTransactions() {
    AtomicInteger handled = new AtomicInteger();
    RunningHello ann =
        RunningHello.start(
            "ann@127.0.0.1",
            runtimeDirectory,
            builder -> builder.socket("/counting", counting(handled)));
    RunningHello bob =
        RunningHello.start(
            "bob@127.0.0.1",
            runtimeDirectory,
            builder -> builder.socket("/counting", counting(handled)));
    try {
      bob.connect("ann@127.0.0.1");
      RunningHello oldest = ann.isOldest() ? ann : bob;
      RunningHello other = ann.isOldest() ? bob : ann;

      assertThat(count(other, "a")).isEqualTo("{\"n\":1}");
      assertThat(count(oldest, "a")).isEqualTo("{\"n\":1}");
      assertThat(count(oldest, "b")).isEqualTo("{\"n\":2}");
      assertThat(count(other, "b")).isEqualTo("{\"n\":2}");

      try (TopicClient client = TopicClient.open(oldest, "tally:1")) {
        joined(client);
      }
      try (TopicClient client = TopicClient.open(other, "tally:1")) {
        assertThat(client.join("{}").get("response")).isEqualTo(TopicClient.json(UNAVAILABLE));
      }
    } finally {
      ann.close();
      bob.close();
    }
  }
}
