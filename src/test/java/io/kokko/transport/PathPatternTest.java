package io.kokko.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** How paths are matched, as rule 1 of the protocol has it. */
class PathPatternTest {

  @Test
  void literalMatchesItselfWithoutParameters() {
    PathPattern pattern = PathPattern.parse("/socket//websocket");

    assertThat(pattern.match("/socket/websocket")).contains(Map.of());
    assertThat(pattern.match("//socket/websocket/")).contains(Map.of());
    assertThat(pattern.match("/socket")).isEmpty();
    assertThat(pattern.match("/socket/websocket/extra")).isEmpty();
    assertThat(pattern.match("/Socket/websocket")).isEmpty();
  }

  @Test
  void parametersTakeOneSegmentAsItCame() {
    PathPattern pattern = PathPattern.parse("/rooms/:room/:_ignored/websocket");

    assertThat(pattern.match("/rooms/a%20b/c/websocket")).contains(Map.of("room", "a%20b"));
    assertThat(pattern.match("/rooms/a/websocket")).isEmpty();
    assertThat(pattern.match("/rooms/a/b/c/websocket")).isEmpty();
  }

  @Test
  void startsThatCannotMatchAreKnownEarly() {
    PathPattern literal = PathPattern.parse("/socket");
    PathPattern rooms = PathPattern.parse("/rooms/:room");

    assertThat(literal.mayMatch("/so")).isTrue();
    assertThat(literal.mayMatch("/sx")).isFalse();
    assertThat(literal.mayMatch("/sockets")).isFalse();
    assertThat(rooms.mayMatch("/ro")).isTrue();
    assertThat(rooms.mayMatch("/rooms/any")).isTrue();
    assertThat(rooms.mayMatch("/roomy")).isFalse();
  }
}
