package io.kokko.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.kokko.hello.UserSocket;
import io.kokko.message.Payload;
import io.kokko.testkit.ChannelTestKit;
import io.kokko.testkit.TestClient;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** PROTOCOL rules 61 and 62. */
class TelemetryTest {

  private final ChannelTestKit kit = new ChannelTestKit();
  private final List<TelemetryEvent> heard = new CopyOnWriteArrayList<>();

  @AfterEach
  void stop() {
    kit.close();
  }

  @Test
  void listenerHearsJoinsPushesAndCrashes() {
    kit.telemetry().attach(heard::add);
    TestClient client = kit.connect(UserSocket.create(), Map.of());

    client.join("room:1", Map.of("as", "ann"));
    client.push("room:1", "echo", Map.of("n", 1));
    client.send("room:1", "boom", Map.of());
    client.expect("phx_error", Payload.class);

    assertThat(heard)
        .extracting(TelemetryEvent::name)
        .containsExactly(
            "phoenix.socket_connected",
            "phoenix.channel_joined",
            "phoenix.channel_handled_in",
            "kokko.channel_crashed");
  }

  @Test
  void listenerThatFailsIsDetached() {
    Telemetry telemetry = new Telemetry();
    telemetry.attach(
        event -> {
          throw new IllegalStateException("on purpose");
        });

    telemetry.emit(new TelemetryEvent.SocketDisconnected());

    assertThat(telemetry.isListening()).isFalse();
  }

  @Test
  void valuesOfTellingKeysAreNotWritten() {
    FilteredParams filter = new FilteredParams(List.of("password", "token"));

    String text =
        filter.text(Payload.ofJson("{\"a\":[{\"user_password\":\"x\"}],\"token\":{\"b\":1}}"));

    assertThat(text)
        .isEqualTo("{\"a\":[{\"user_password\":\"[FILTERED]\"}],\"token\":\"[FILTERED]\"}");
  }
}
