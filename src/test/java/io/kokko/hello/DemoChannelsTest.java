package io.kokko.hello;

import static org.assertj.core.api.Assertions.assertThat;

import io.kokko.channel.Reply;
import io.kokko.message.Payload;
import io.kokko.presence.Presence;
import io.kokko.testkit.ChannelTestKit;
import io.kokko.testkit.TestClient;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the room of the demo takes from its pages, and what it tells them. */
class DemoChannelsTest {

  private static final Map<String, Object> ANN =
      Map.of("id", "page-of-ann", "name", "Ann", "hue", 20);
  private static final Map<String, Object> BOB =
      Map.of("id", "page-of-bob", "name", "Bob", "hue", 359);

  private final Presence presence = Presence.create("demo");
  private final ChannelTestKit kit = new ChannelTestKit().presence(presence);
  private final TestClient ann = connect();
  private final TestClient bob = connect();

  private TestClient connect() {
    return kit.connect(
        UserSocket.create().channel("demo:*", DemoChannel.create(presence)), Map.of());
  }

  @AfterEach
  void stop() {
    kit.close();
  }

  private static Map<String, Object> line(List<Integer> points) {
    return Map.of("number", 1, "width", 40, "points", points);
  }

  @Test
  void othersSeeWhereSomebodyPointsAndDraws() {
    ann.join("demo:1", ANN);
    bob.join("demo:1", BOB);

    ann.send("demo:1", "move", Map.of("x", 0, "y", 10_000));
    ann.send("demo:1", "ink", line(List.of(1, 2, 3, 4)));

    assertThat(bob.expectBroadcast("moved", DemoChannel.At.class))
        .isEqualTo(new DemoChannel.At("page-of-ann", new Spot(0, 10_000)));
    assertThat(bob.expectBroadcast("inked", DemoChannel.Ink.class))
        .isEqualTo(new DemoChannel.Ink("page-of-ann", 20, new Line(1, 40, List.of(1, 2, 3, 4))));
    ann.expectNo("moved");
  }

  @Test
  void whatIsSaidIsKeptAndToldToAll() {
    ann.join("board:1", Map.of());
    bob.join("board:1", Map.of());

    assertThat(ann.push("board:1", "say", Map.of("person", ANN, "text", "hi")))
        .isEqualTo(Reply.ok());

    BoardChannel.Said said = bob.expectBroadcast("said", BoardChannel.Said.class);
    assertThat(said.person().name()).isEqualTo("Ann");
    assertThat(said.text()).isEqualTo("hi");
    assertThat(said.node()).isEqualTo(ChannelTestKit.NODE_NAME);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {}                                            | id (expected: 8 to 40 letters, digits, hyphens)
          {"id": "<script>", "name": "Ann", "hue": 1}    | id (expected: 8 to 40 letters, digits, hyphens)
          {"id": "page-of-ann", "name": "  ", "hue": 1}  | name (expected: 1 to 24 characters)
          {"id": "page-of-ann", "name": "Ann", "hue": -1} | hue (expected: 0 to 359)
          {"id": "page-of-ann", "name": [], "hue": 1}    | unreadable payload
          """)
  void strangeVisitorIsToldWhatIsExpected(String params, String reason) {
    assertThat(ann.join("demo:1", Payload.ofJson(params)))
        .isEqualTo(Reply.error(Map.of("reason", reason)));
  }

  @Test
  void whatDoesNotFitTheBoardIsRefusedAndEndsNothing() {
    ann.join("demo:1", ANN);
    bob.join("demo:1", BOB);

    List<Map<String, Object>> wrong =
        List.of(
            line(List.of()),
            line(List.of(1, 2, 3)),
            line(List.of(1, 10_001)),
            line(Collections.nCopies(402, 1)),
            Map.of("number", 1, "width", 201, "points", List.of(1, 2)));
    for (Map<String, Object> each : wrong) {
      assertThat(ann.push("demo:1", "ink", each).status()).as("%s", each).isEqualTo("error");
    }
    assertThat(ann.push("demo:1", "spark", Map.of("x", -1, "y", 0)))
        .isEqualTo(Reply.error(Map.of("reason", "x and y (expected: 0 to 10000)")));
    ann.send("demo:1", "spark", Map.of("x", 1, "y", 0));

    assertThat(bob.expectBroadcast("sparked", DemoChannel.At.class).spot())
        .isEqualTo(new Spot(1, 0));
    bob.expectNo("inked");
  }

  @Test
  void whatIsTooLongToKeepIsRefused() {
    ann.join("board:1", Map.of());

    assertThat(ann.push("board:1", "say", Map.of("person", ANN, "text", "x".repeat(301))))
        .isEqualTo(Reply.error(Map.of("reason", "text (expected: 1 to 300 characters)")));
    assertThat(ann.push("board:1", "say", Map.of("text", "hi")))
        .isEqualTo(Reply.error(Map.of("reason", "person (expected: id, name, hue)")));
    assertThat(ann.push("board:1", "draw", Map.of("person", ANN)))
        .isEqualTo(Reply.error(Map.of("reason", "line (expected: number, width, points)")));
  }
}
