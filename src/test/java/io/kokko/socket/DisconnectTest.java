package io.kokko.socket;

import static org.assertj.core.api.Assertions.assertThat;

import io.kokko.channel.Channel;
import io.kokko.channel.CloseCode;
import io.kokko.channel.JoinResult;
import io.kokko.channel.Reply;
import io.kokko.testkit.ChannelTestKit;
import io.kokko.testkit.TestClient;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a socket's id is good for, and what its channels hear of its end (rules 32 and 33). */
class DisconnectTest {

  private final ChannelTestKit kit = new ChannelTestKit();
  private final BlockingQueue<String> ends = new LinkedBlockingQueue<>();

  @AfterEach
  void stop() {
    kit.close();
  }

  @Test
  void rule32DisconnectClosesEverySocketOfThatIdAndNoOther() {
    TestClient first = connect("ann");
    TestClient second = connect("ann");
    TestClient other = connect("bob");

    kit.broadcast("user:ann", "disconnect", Map.of());

    assertThat(first.expectClose()).isEqualTo(CloseCode.DISCONNECTED);
    assertThat(second.expectClose()).isEqualTo(CloseCode.DISCONNECTED);
    assertThat(other.push("phoenix", "heartbeat", Map.of())).isEqualTo(Reply.ok());
  }

  @Test
  void rule32AllChannelsOfADisconnectedSocketEnd() throws InterruptedException {
    TestClient client = connect("ann");
    client.join("room:1", Map.of());
    client.join("room:2", Map.of());

    kit.broadcast("user:ann", "disconnect", Map.of());

    assertThat(List.of(nextEnd(), nextEnd()))
        .containsExactlyInAnyOrder("room:1 closed", "room:2 closed");
  }

  @Test
  void rule32OtherEventsOnTheIdDoNothing() {
    TestClient client = connect("ann");

    kit.broadcast("user:ann", "disconnected", Map.of());

    client.expectNothing();
    assertThat(client.push("phoenix", "heartbeat", Map.of())).isEqualTo(Reply.ok());
  }

  @Test
  void rule32AnonymousSocketSubscribesToNothing() {
    TestClient client = connect("");

    client.expectNothing();
    assertThat(kit.topicCount()).isZero();
  }

  @Test
  void rule33ChannelsOfALostConnectionAreClosed() throws InterruptedException {
    TestClient client = connect("ann");
    client.join("room:1", Map.of());

    client.disconnect();

    assertThat(nextEnd()).isEqualTo("room:1 closed");
  }

  @Test
  void rule33ChannelsEndWithASocketThatBreaks() throws InterruptedException {
    TestClient client = connect("ann");
    client.join("room:1", Map.of());

    client.sendText("no JSON");

    assertThat(nextEnd()).isEqualTo("room:1 closed");
  }

  private TestClient connect(String user) {
    Channel<String, String> room =
        Channel.<String, String>join((topic, params, socket) -> JoinResult.ok(topic))
            .terminate((topic, reason) -> ends.add(topic + " " + reason.name()));
    return kit.connect(
        SocketHandler.<String>connect(params -> ConnectResult.ok(params.getOrDefault("user", "")))
            .id(name -> name.isEmpty() ? null : "user:" + name)
            .channel("room:*", room),
        Map.of("user", user));
  }

  private String nextEnd() throws InterruptedException {
    String end = ends.poll(3, TimeUnit.SECONDS);
    assertThat(end).as("an end within 3 s").isNotNull();
    return end;
  }
}
