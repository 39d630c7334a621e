package io.kokko.reference;

import static java.util.function.Function.identity;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.kokko.hello.RunningHello;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Holds HelloSockets to what Phoenix 1.8.12 answered for the same application.
 *
 * <p>{@code differences.txt} has the scenarios that we answer otherwise on purpose, with reasons,
 * and {@code adapted.txt} those that say more than Phoenix's transcript, or are quicker.
 */
class ReferenceReplayTest {

  /** Scenarios that stop their server, or want one that is quicker to find a client idle. */
  private static final Set<String> WITH_A_SERVER_OF_THEIR_OWN =
      Set.of(
          "graceful stop (SIGTERM) with a joined socket",
          "idle websocket (60 s timeout)",
          "websocket kept alive only by ws-level pings");

  private static final List<Scenario> REFERENCE = Transcript.read("phoenix-1.8.12.txt");

  private static final Map<String, Scenario> DIFFERENCES = byName("differences.txt");
  private static final Map<String, Scenario> ADAPTED = byName("adapted.txt");

  @TempDir private static Path runtimeDirectory;

  private static RunningHello hello;

  @BeforeAll
  static void start() {
    hello = RunningHello.start("server@127.0.0.1", runtimeDirectory);
  }

  @AfterAll
  static void stop() {
    hello.close();
  }

  @TestFactory
  Stream<DynamicTest> phoenixAnsweredTheSame() {
    return REFERENCE.stream().map(scenario -> dynamicTest(scenario.name(), () -> replay(scenario)));
  }

  private static Map<String, Scenario> byName(String resource) {
    return Transcript.read(resource).stream().collect(toMap(Scenario::name, identity()));
  }

  private static void replay(Scenario scenario) {
    Scenario adapted = ADAPTED.getOrDefault(scenario.name(), scenario);
    if (WITH_A_SERVER_OF_THEIR_OWN.contains(scenario.name())) {
      replayAlone(adapted);
    } else {
      Replay.play(DIFFERENCES.getOrDefault(scenario.name(), adapted), hello.address());
    }
  }

  private static void replayAlone(Scenario scenario) {
    String idle = "kokko.transport.idle-timeout = 2 s";
    try (RunningHello alone = RunningHello.start("alone@127.0.0.1", runtimeDirectory, idle)) {
      Replay.play(scenario, alone.address(), alone::stop);
    }
  }

  @Test
  void whatDiffersStandsInTheReference() {
    List<String> names = REFERENCE.stream().map(Scenario::name).toList();

    assertThat(names).containsAll(DIFFERENCES.keySet());
    assertThat(names).containsAll(ADAPTED.keySet()).containsAll(WITH_A_SERVER_OF_THEIR_OWN);
  }
}
