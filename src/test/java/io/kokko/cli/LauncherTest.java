package io.kokko.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kokko.cli.Launcher.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(120)
class LauncherTest {

  @TempDir private Path directory;

  private Launcher launcher;

  @BeforeEach
  void open() {
    launcher = new Launcher(directory);
  }

  @AfterEach
  void close() {
    launcher.close();
  }

  @Test
  void helpNamesTheCommands() throws Exception {
    Outcome outcome = launcher.run("--help");

    assertThat(outcome.status()).isZero();
    assertThat(outcome.out()).contains("server", "shell");
    assertThat(outcome.error()).isEmpty();
  }

  @Test
  void versionComesThroughSymbolicLink() throws Exception {
    Path link = Files.createSymbolicLink(directory.resolve("kokko"), Launcher.SCRIPT);

    Outcome outcome = launcher.outcome(launcher.start(link, Map.of(), "--version"), "");

    assertThat(outcome.out()).matches("kokko \\d+\\.\\d+\\.\\d+\\S*\\R");
  }

  @ParameterizedTest
  @CsvSource({
    "server --nonsense, --nonsense",
    "server --port many, many",
    "server --port 70000, 0 to 65535",
    "shell --name nobody, nobody",
    "dance, dance"
  })
  void misuseIsToldInOneLine(String arguments, String said) throws Exception {
    Outcome outcome = launcher.run(arguments.split(" "));

    assertThat(outcome.status()).isEqualTo(2);
    assertThat(outcome.error()).startsWith("kokko: ").contains(said).hasLineCount(1);
  }

  @Test
  void javaHomeWithoutJdkIsRefused() throws Exception {
    Map<String, String> environment = Map.of("JAVA_HOME", directory.toString());

    Outcome outcome = launcher.outcome(launcher.start(Launcher.SCRIPT, environment, "server"), "");

    assertThat(outcome.status()).isNotZero();
    assertThat(outcome.error()).contains("JAVA_HOME", "17").hasLineCount(1);
  }

  @Test
  void missingJdkIsTold() throws Exception {
    Path commands = Files.createDirectory(directory.resolve("bin"));
    for (String command : new String[] {"dirname", "readlink", "sed"}) {
      Path there = Path.of("/usr/bin", command);
      Files.createSymbolicLink(commands.resolve(command), there);
    }
    Map<String, String> environment =
        Map.of("JAVA_HOME", "", "PATH", commands.toString(), "KOKKO_JDKS", directory.toString());

    Outcome outcome = launcher.outcome(launcher.start(Launcher.SCRIPT, environment, "server"), "");

    assertThat(outcome.status()).isNotZero();
    assertThat(outcome.error()).contains("JDK 17", "install").hasLineCount(1);
  }
}
