package io.kokko.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kokko.channel.Channel;
import io.kokko.channel.JoinResult;
import io.kokko.channel.Reply;
import io.kokko.testkit.ChannelTestKit;
import io.kokko.testkit.TestClient;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which channel runs a topic (rule 22). */
class RoutesTest {

  private static final Reply UNMATCHED = Reply.error(Map.of("reason", "unmatched topic"));

  private final ChannelTestKit kit = new ChannelTestKit();

  @AfterEach
  void stop() {
    kit.close();
  }

  @Test
  void firstMatchInTheOrderOfDeclarationWins() {
    TestClient client =
        kit.connect(
            socket()
                .channel("room:lobby", named("lobby"))
                .channel("room:*", named("any room"))
                .channel("room:kitchen", named("never reached")),
            Map.of());

    assertThat(client.join("room:lobby", Map.of())).isEqualTo(by("lobby"));
    assertThat(client.join("room:lobby2", Map.of())).isEqualTo(by("any room"));
    assertThat(client.join("room:kitchen", Map.of())).isEqualTo(by("any room"));
  }

  @Test
  void starStandsForAnyRestAndForNone() {
    TestClient client = kit.connect(socket().channel("room:*", named("any room")), Map.of());

    assertThat(client.join("room:", Map.of())).isEqualTo(by("any room"));
    assertThat(client.join("room:a:b*c", Map.of())).isEqualTo(by("any room"));
    assertThat(client.join("room", Map.of())).isEqualTo(UNMATCHED);
    assertThat(client.join("Room:a", Map.of())).isEqualTo(UNMATCHED);
  }

  @Test
  void patternWithoutStarMatchesItselfOnly() {
    TestClient client = kit.connect(socket().channel("ping", named("ping")), Map.of());

    assertThat(client.join("ping", Map.of())).isEqualTo(by("ping"));
    assertThat(client.join("ping:1", Map.of())).isEqualTo(UNMATCHED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"*room", "room:*:x", "room:**"})
  void starElsewhereThanLastIsRefused(String pattern) {
    assertThatThrownBy(() -> socket().channel(pattern, named("none")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("channel pattern: " + pattern + " (expected: a star at the end or nowhere)");
  }

  @Test
  void assignsOfARouteAreForItsChannelsOnly() {
    TestClient client =
        kit.connect(
            socket()
                .channel("admin:*", named("admin"), user -> user + ", as admin")
                .channel("room:*", named("room")),
            Map.of());

    assertThat(client.join("admin:1", Map.of()))
        .isEqualTo(Reply.ok(Map.of("by", "admin", "user", "ann, as admin")));
    assertThat(client.join("room:1", Map.of())).isEqualTo(by("room"));
  }

  private static SocketHandler<String> socket() {
    return SocketHandler.connect(params -> ConnectResult.ok("ann"));
  }

  private static Channel<String, String> named(String name) {
    return Channel.join(
        (topic, params, socket) ->
            JoinResult.ok(name, Map.of("by", name, "user", socket.assigns())));
  }

  private static Reply by(String name) {
    return Reply.ok(Map.of("by", name, "user", "ann"));
  }
}
