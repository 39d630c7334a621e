package io.kokko.reference;

import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.kokko.hello.RunningHello;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Holds HelloSockets to what Phoenix 1.8.12 answers by its source, where no transcript shows it
 * (rules 10, 12 to 18, 20, 24, 26 to 29, 31 and 35).
 */
class DerivedReplayTest {

  @TempDir private static Path runtimeDirectory;

  private static RunningHello hello;

  @BeforeAll
  static void start() {
    hello = RunningHello.start("derived@127.0.0.1", runtimeDirectory);
  }

  @AfterAll
  static void stop() {
    hello.close();
  }

  @TestFactory
  Stream<DynamicTest> phoenixWouldAnswerTheSame() {
    return Transcript.read("derived.txt").stream()
        .map(
            scenario -> dynamicTest(scenario.name(), () -> Replay.play(scenario, hello.address())));
  }
}
