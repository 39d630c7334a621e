package io.kokko.reference;

import static java.util.function.Function.identity;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.kokko.hello.RunningHello;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
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
 * <p>{@code differences.txt} has the scenarios that we answer otherwise on purpose, with reasons.
 */
class ReferenceReplayTest {

  /** Scenarios whose part of the protocol is not there yet, or is tested elsewhere, and why. */
  private static final Map<String, String> LEFT_OUT =
      Map.of(
          "longpoll v2 binary push (json-base64)", "no 500 from us: LongPollTest",
          "graceful stop (SIGTERM) with a joined socket", "stops the server: ServerProcessTest",
          "idle websocket (60 s timeout)", "lasts a minute: LimitsTest, with a shorter limit",
          "websocket kept alive only by ws-level pings", "lasts 80 s: LimitsTest");

  private static final List<Scenario> REFERENCE = Transcript.read("phoenix-1.8.12.txt");

  private static final Map<String, Scenario> DIFFERENCES =
      Transcript.read("differences.txt").stream().collect(toMap(Scenario::name, identity()));

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

  private static void replay(Scenario scenario) {
    String reason = LEFT_OUT.get(scenario.name());
    if (reason != null) {
      abort(reason);
    }
    Replay.play(DIFFERENCES.getOrDefault(scenario.name(), scenario), hello.address());
  }

  @Test
  void whatIsLeftOutOrDiffersStandsInTheReference() {
    List<String> names = REFERENCE.stream().map(Scenario::name).toList();

    assertThat(names).containsAll(LEFT_OUT.keySet()).containsAll(DIFFERENCES.keySet());
    assertThat(DIFFERENCES).doesNotContainKeys(LEFT_OUT.keySet().toArray(String[]::new));
  }
}
