package io.kokko.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.kokko.docs.Page;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Compares the unit of ops/systemd with the code, and lets systemd read it. */
class SystemdTest {

  private static final Path UNIT = Page.PROJECT.resolve("ops/systemd/kokko.service");
  private static final Path ANALYZE = Path.of("/usr/bin/systemd-analyze");

  @Test
  void unitStartsTheNodeAndGivesItTheTimeToDrain() throws Exception {
    String command = value("ExecStart");
    Matcher mainClass = Pattern.compile(" (io\\.kokko\\S+) server ").matcher(command);
    assertThat(mainClass.find()).isTrue();
    assertThat(Class.forName(mainClass.group(1)).getMethod("main", String[].class)).isNotNull();
    Matcher logging = Pattern.compile("configurationFile=(\\S+)").matcher(command);
    assertThat(logging.find()).isTrue();
    assertThat(getClass().getClassLoader().getResource(logging.group(1))).isNotNull();

    Config config = ConfigFactory.load();
    Duration needed =
        Stream.of("kokko.endpoint.drain.shutdown", "kokko.endpoint.stop-timeout")
            .map(config::getDuration)
            .reduce(Duration.ofSeconds(5), Duration::plus);
    assertThat(Duration.ofSeconds(Long.parseLong(value("TimeoutStopSec")))).isGreaterThan(needed);
    assertThat(value("SuccessExitStatus")).isEqualTo("143");
  }

  @Test
  void systemdFindsNothingWrong(@TempDir Path directory) {
    assumeTrue(Files.isExecutable(ANALYZE), "systemd is not there");

    try (Commands commands = new Commands(directory)) {
      Program verify = commands.program(ANALYZE.toString(), "verify", UNIT.toString());

      assertThat(verify.awaitExit()).as(verify::printed).isZero();
      assertThat(verify.printed()).doesNotContain("kokko.service:");
    }
  }

  private static String value(String name) throws IOException {
    String text = Files.readString(UNIT).replace("\\\n", " ");
    Matcher line = Pattern.compile("(?m)^" + name + "=(.*)$").matcher(text);
    assertThat(line.find()).as(name).isTrue();
    return line.group(1);
  }
}
