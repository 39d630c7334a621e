package io.kokko.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kokko.machine.Jvm;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A {@link BusNode} in a process of its own, and what it is asked. */
final class BusProcess implements AutoCloseable {

  private final Process process;
  private final BufferedReader output;
  private final Writer input;
  private final String name;

  /** Starts one. */
  static BusProcess start(String name, Path directory, String... options) {
    return start(List.of(), name, directory, options);
  }

  /** Starts one by a command that runs the rest of its line. */
  static BusProcess start(List<String> by, String name, Path directory, String... options) {
    List<String> command = new ArrayList<>(by);
    command.addAll(Jvm.command());
    command.addAll(List.of("-Xmx512m", "-XX:+UseSerialGC"));
    command.add("-Dkokko.runtime-directory=" + directory);
    command.addAll(List.of(options));
    command.addAll(List.of(BusNode.class.getName(), name));
    try {
      BusProcess started =
          new BusProcess(name, new ProcessBuilder(command).redirectErrorStream(true).start());
      started.await("up " + name);
      return started;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private BusProcess(String name, Process process) {
    this.name = name;
    this.process = process;
    this.output = process.inputReader(UTF_8);
    this.input = process.outputWriter(UTF_8);
  }

  String name() {
    return name;
  }

  /** Tells it something, and returns the line that begins its answer. */
  String ask(String line, String answer) {
    tell(line);
    return await(answer);
  }

  void tell(String line) {
    try {
      input.write(line + "\n");
      input.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(name, e);
    }
  }

  String await(String beginning) {
    List<String> lines = new ArrayList<>();
    try {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        if (line.startsWith(beginning)) {
          return line;
        }
        lines.add(line);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(name, e);
    }
    throw new AssertionError(name + " ended without \"" + beginning + "\": " + lines);
  }

  /** Finds a number in an answer, such as 7 by {@code count} in {@code count=7}. */
  static long number(String answer, String key) {
    Matcher matcher = Pattern.compile(key + "=(-?\\d+)").matcher(answer);
    if (!matcher.find()) {
      throw new AssertionError("no " + key + " in: " + answer);
    }
    return Long.parseLong(matcher.group(1));
  }

  /** Sends a signal, STOP or CONT. */
  void signal(String signal) {
    try {
      int status = new ProcessBuilder("kill", "-" + signal, "" + process.pid()).start().waitFor();
      if (status != 0) {
        throw new AssertionError("kill -" + signal + " of " + name + ": " + status);
      }
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Kills it, as kill -9. */
  void kill() {
    process.destroyForcibly();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Lets it end in order. */
  void end() {
    try {
      input.close();
      process.waitFor();
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    kill();
  }
}
