package io.kokko.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.kokko.machine.Jvm;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Runs {@code scripts/kokko} on the classes under test, and ends what is still running. */
final class Launcher implements AutoCloseable {

  /** What a command wrote, and how it ended. */
  record Outcome(int status, String out, String error) {}

  static final Path SCRIPT =
      Path.of(System.getProperty("kokko.project", "."), "scripts", "kokko").toAbsolutePath();

  /** Those with which a JVM starts soon. */
  private static final List<String> OPTIONS =
      Stream.concat(Jvm.options().stream(), Stream.of("-XX:TieredStopAtLevel=1")).toList();

  private static final int PATIENCE_SECONDS = 60;

  private final List<Process> started = new ArrayList<>();
  private final Path directory;

  /** Keeps error output in a directory. */
  Launcher(Path directory) {
    this.directory = directory;
  }

  Process start(String... arguments) throws IOException {
    return start(SCRIPT, Map.of(), arguments);
  }

  Process start(Path script, Map<String, String> environment, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>(List.of(bash(), script.toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectError(errorFile().toFile());
    builder.environment().put("KOKKO_CLASSPATH", Jvm.classPath());
    builder.environment().put("KOKKO_JAVA_OPTS", String.join(" ", OPTIONS));
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().remove("PORT");
    builder.environment().putAll(environment);
    Process process = builder.start();
    started.add(process);
    return process;
  }

  /** The tests take commands away from the script's path, but not its interpreter. */
  private static String bash() {
    return Files.exists(Path.of("/bin/bash")) ? "/bin/bash" : "/usr/bin/bash";
  }

  private Path errorFile() {
    return directory.resolve("error-" + started.size());
  }

  /** Sends input to the process just started, and waits for its end. */
  Outcome outcome(Process process, String input) throws IOException, InterruptedException {
    try (var in = process.getOutputStream()) {
      in.write(input.getBytes(UTF_8));
    }
    String out = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    Path errors = directory.resolve("error-" + started.indexOf(process));
    return new Outcome(process.exitValue(), out, Files.readString(errors));
  }

  Outcome run(String... arguments) throws IOException, InterruptedException {
    return outcome(start(arguments), "");
  }

  /** Reads on until a line contains a text. */
  static String lineWith(String text, BufferedReader out) throws IOException {
    String line = out.readLine();
    while (line != null && !line.contains(text)) {
      line = out.readLine();
    }
    return assertThat(line).isNotNull().actual();
  }

  static BufferedReader reader(InputStream stream) {
    return new BufferedReader(new java.io.InputStreamReader(stream, UTF_8));
  }

  @Override
  public void close() {
    for (Process process : started) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
      try {
        process.getInputStream().close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
