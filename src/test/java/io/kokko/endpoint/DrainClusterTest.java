package io.kokko.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.kokko.hello.RunningHello;
import io.kokko.wire.HttpAnswer;
import io.kokko.wire.RawFrame;
import io.kokko.wire.RawWebSocket;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Rule 43 in a cluster: a node that ends drains first, and leaves last. */
@Timeout(90)
class DrainClusterTest {

  @TempDir private Path runtimeDirectory;
  private RunningHello ending;
  private RunningHello other;

  @BeforeEach
  void start() {
    ending =
        RunningHello.start("ending@127.0.0.1", runtimeDirectory, "kokko.endpoint.drain.rate = 1");
    other = RunningHello.start("other@127.0.0.1", runtimeDirectory);
    ending.connect("other@127.0.0.1");
  }

  @AfterEach
  void stop() {
    ending.close();
    other.close();
  }

  @Test
  void rule43SocketsThatWaitForTheirTurnStillHearOtherNodes() {
    List<RawWebSocket> clients = IntStream.range(0, 5).mapToObj(i -> joined()).toList();

    CompletableFuture<Void> ended = CompletableFuture.runAsync(ending::close);
    awaitRefusal(ending.address());
    HttpAnswer.to(
        other.address(), "POST", "/broadcast?topic=room:drain&event=news", Map.of(), "{\"n\":1}");

    List<String> heard = new ArrayList<>();
    clients.forEach(client -> heard.addAll(untilClosed(client)));
    assertThat(heard).isNotEmpty().containsOnly("[null,null,\"room:drain\",\"news\",{\"n\":1}]");
    ended.join();
  }

  private RawWebSocket joined() {
    RawWebSocket client = RawWebSocket.open(ending.address(), "/socket/websocket?vsn=2.0.0");
    client.write(RawFrame.text("[\"1\",\"1\",\"room:drain\",\"phx_join\",{}]"));
    assertThat(client.read().asText()).contains("\"ok\"");
    return client;
  }

  private static void awaitRefusal(InetSocketAddress address) {
    while (true) {
      try (Socket socket = new Socket()) {
        socket.connect(address);
      } catch (IOException refused) {
        return;
      }
    }
  }

  private static List<String> untilClosed(RawWebSocket client) {
    List<String> texts = new ArrayList<>();
    try (client) {
      RawFrame frame = client.read();
      while (frame.opcode() != RawFrame.CLOSE) {
        texts.add(frame.asText());
        frame = client.read();
      }
      assertThat(frame.closeCode()).isEqualTo(1012);
      client.acknowledge(frame);
    }
    return texts;
  }
}
