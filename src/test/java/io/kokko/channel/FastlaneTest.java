package io.kokko.channel;

import static org.assertj.core.api.Assertions.assertThat;

import io.kokko.hello.UserSocket;
import io.kokko.message.Payload;
import io.kokko.serializer.Frame;
import io.kokko.testkit.ChannelTestKit;
import io.kokko.testkit.TestClient;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How a broadcast reaches the clients of a topic (rule 38). */
class FastlaneTest {

  private static final String JOIN = "[\"1\",\"1\",\"%s\",\"phx_join\",{}]";
  private static final String JOIN_V1 =
      "{\"topic\":\"%s\",\"event\":\"phx_join\",\"payload\":{},\"ref\":\"1\"}";

  private final ChannelTestKit kit = new ChannelTestKit();

  @AfterEach
  void stop() {
    kit.close();
  }

  @Test
  void broadcastIsEncodedOnceForAllClientsOfAVersion() {
    TestClient first = joined("2.0.0", "room:f");
    TestClient second = joined("2.0.0", "room:f");

    kit.broadcast("room:f", "new_msg", Map.of("body", "hi"));

    Frame frame = first.nextFrame();
    assertThat(frame.asText()).isEqualTo("[null,null,\"room:f\",\"new_msg\",{\"body\":\"hi\"}]");
    assertThat(second.nextFrame()).isSameAs(frame);
  }

  @Test
  void clientsOfBothVersionsHearEachTheirOwnForm() {
    TestClient v1 = joined("1.0.0", "room:f");
    TestClient v2 = joined("2.0.0", "room:f");

    kit.broadcast("room:f", "new_msg", Map.of("body", "hi"));

    assertThat(Payload.ofJson(v1.nextFrame().asText()))
        .isEqualTo(
            Payload.ofJson(
                "{\"topic\":\"room:f\",\"event\":\"new_msg\",\"payload\":{\"body\":\"hi\"},\"ref\":null}"));
    assertThat(v2.nextFrame().asText())
        .isEqualTo("[null,null,\"room:f\",\"new_msg\",{\"body\":\"hi\"}]");
  }

  @Test
  void binaryBroadcastPassesOverClientsThatCannotReadIt() {
    TestClient v1 = joined("1.0.0", "room:f");
    TestClient v2 = joined("2.0.0", "room:f");

    kit.broadcast("room:f", "bytes", new byte[] {1, 2});

    assertThat(v2.expectBroadcast("bytes", byte[].class)).containsExactly(1, 2);
    kit.broadcast("room:f", "text", Map.of());
    assertThat(v1.nextFrame().asText()).contains("\"event\":\"text\"");
  }

  @Test
  void interceptedBroadcastIsEncodedForEachClient() {
    TestClient first = joined("2.0.0", "ping");
    TestClient second = joined("2.0.0", "ping");

    kit.broadcast("ping", "request_ping", Map.of());

    Frame frame = first.nextFrame();
    assertThat(frame.asText()).startsWith("[\"1\",null,\"ping\",\"send_ping\",");
    assertThat(second.nextFrame()).isNotSameAs(frame);
  }

  private TestClient joined(String version, String topic) {
    TestClient client = kit.connect(UserSocket.create(), Map.of(), version);
    client.sendText((version.equals("1.0.0") ? JOIN_V1 : JOIN).formatted(topic));
    assertThat(client.nextFrame().asText()).contains("phx_reply");
    return client;
  }
}
