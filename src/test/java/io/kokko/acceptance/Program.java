package io.kokko.acceptance;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One real process, driven by its input and output.
 *
 * <p>Closing it ends it and all that it started; so does the end of this JVM.
 */
final class Program implements AutoCloseable {

  private static final Duration AGAIN = Duration.ofMillis(300);

  private static final Set<Program> RUNNING = ConcurrentHashMap.newKeySet();

  static {
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> RUNNING.forEach(Program::killAll), "end programs"));
  }

  private final String name;
  private final Process process;
  private final Writer input;

  /** Long, since a JVM starts slowly on a busy machine. */
  private volatile Duration deadline = Duration.ofSeconds(60);

  /** Guarded by itself. */
  private final StringBuilder output = new StringBuilder();

  /** Where the output begins that nobody has awaited; guarded by the output. */
  private int unread;

  /** Whether all output has been read; guarded by the output. */
  private boolean ended;

  private Program(String name, Process process) {
    this.name = name;
    this.process = process;
    this.input = process.outputWriter(UTF_8);
  }

  static Program start(ProcessBuilder builder) {
    try {
      String name = String.join(" ", builder.command());
      Program program = new Program(name, builder.redirectErrorStream(true).start());
      RUNNING.add(program);
      Thread reader = new Thread(program::collect, "output of " + name);
      reader.setDaemon(true);
      reader.start();
      return program;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits as long as this from now on. */
  Program within(Duration time) {
    deadline = time;
    return this;
  }

  private void collect() {
    char[] chunk = new char[4096];
    try (Reader reader = process.inputReader(UTF_8)) {
      for (int size = reader.read(chunk); size >= 0; size = reader.read(chunk)) {
        synchronized (output) {
          output.append(chunk, 0, size);
          output.notifyAll();
        }
      }
    } catch (IOException e) {
      // A killed process's pipe may break instead of end.
    } finally {
      synchronized (output) {
        ended = true;
        output.notifyAll();
      }
    }
  }

  /** Writes a line to the program's input. */
  Program type(String line) {
    try {
      input.write(line + "\n");
      input.flush();
      return this;
    } catch (IOException e) {
      throw failure("does not take: " + line, e);
    }
  }

  /** Waits for a text behind what has been awaited before. */
  Program await(String text) {
    await(Pattern.compile(Pattern.quote(text)));
    return this;
  }

  /** Waits for a match behind what has been awaited before. */
  MatchResult await(Pattern pattern) {
    return seek(pattern, deadline)
        .orElseThrow(() -> failure("did not print " + pattern + " within " + deadline));
  }

  /** Types a line again and again until the program answers, since it may not listen yet. */
  Program typeUntil(String line, String answer) {
    Pattern pattern = Pattern.compile(Pattern.quote(answer));
    for (long end = System.nanoTime() + deadline.toNanos(); System.nanoTime() - end < 0; ) {
      type(line);
      if (seek(pattern, AGAIN).isPresent()) {
        return this;
      }
    }
    throw failure("did not print " + answer + " within " + deadline);
  }

  private Optional<MatchResult> seek(Pattern pattern, Duration patience) {
    long end = System.nanoTime() + patience.toNanos();
    synchronized (output) {
      Matcher matcher = pattern.matcher(output);
      while (!matcher.find(unread)) {
        long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
        if (left <= 0 || ended) {
          return Optional.empty();
        }
        awaitOutput(left);
        matcher.reset(output);
      }
      unread = matcher.end();
      return Optional.of(matcher.toMatchResult());
    }
  }

  private void awaitOutput(long millis) {
    try {
      output.wait(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failure("interrupted", e);
    }
  }

  /** Returns all that was printed so far. */
  String printed() {
    synchronized (output) {
      return output.toString();
    }
  }

  /** Waits for the program's end, and returns its exit status. */
  int awaitExit() {
    try {
      if (!process.waitFor(deadline.toMillis(), TimeUnit.MILLISECONDS)) {
        throw failure("did not end within " + deadline);
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failure("interrupted", e);
    }
  }

  /** Ends it as Ctrl-C in a service manager does: SIGTERM. */
  void terminate() {
    process.destroy();
  }

  /**
   * Sends SIGTERM to what it has started itself, as an engine does with the first process of a
   * container, and not to the program that waits for that.
   */
  void terminateChildren() {
    process.children().forEach(ProcessHandle::destroy);
  }

  /** Returns the processes that it has started, and those that these have. */
  List<Long> descendants() {
    return process.descendants().map(ProcessHandle::pid).toList();
  }

  /** Ends it without a chance to say goodbye: kill -9. */
  void kill() {
    process.destroyForcibly();
    awaitExit();
  }

  private AssertionError failure(String what) {
    return new AssertionError(name + ' ' + what + "; it printed:\n" + printed());
  }

  private AssertionError failure(String what, Exception cause) {
    AssertionError failure = failure(what);
    failure.initCause(cause);
    return failure;
  }

  private void killAll() {
    List<ProcessHandle> started = process.descendants().toList();
    process.destroyForcibly();
    started.forEach(ProcessHandle::destroyForcibly);
  }

  @Override
  public void close() {
    killAll();
    awaitExit();
    RUNNING.remove(this);
  }
}
