package io.kokko.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.kokko.channel.CloseCode;
import io.kokko.socket.ConnectResult;
import io.kokko.socket.SocketHandler;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ChannelTestKitTest {

  private final ChannelTestKit kit = new ChannelTestKit();

  @AfterEach
  void stop() {
    kit.close();
  }

  /** Often, since a socket that was not waited for is mostly quick enough. */
  @Test
  void connectedSocketHearsOfItsIdAtOnce() {
    for (int i = 0; i < 200; i++) {
      TestClient client = connect("user:" + i, Function.identity());
      assertThat(kit.topicCount()).isOne();

      kit.broadcast("user:" + i, "disconnect", Map.of());

      assertThat(client.expectClose()).isEqualTo(CloseCode.DISCONNECTED);
      awaitNoTopic();
    }
  }

  @Test
  void socketThatCannotStartIsClosed() {
    TestClient client =
        connect(
            "ann",
            name -> {
              throw new IllegalStateException("no id for " + name);
            });

    assertThat(client.expectClose()).isEqualTo(CloseCode.INTERNAL_ERROR);
  }

  private TestClient connect(String name, Function<String, @Nullable String> id) {
    return kit.connect(
        SocketHandler.<String>connect(params -> ConnectResult.ok(name)).id(id), Map.of());
  }

  /** The socket unsubscribes after it has closed. */
  private void awaitNoTopic() {
    while (kit.topicCount() > 0) {
      Thread.onSpinWait();
    }
  }
}
