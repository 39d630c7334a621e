package io.kokko.shell;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import jdk.jshell.tool.JavaShellToolBuilder;

/**
 * Runs the JDK's own JShell on a node.
 *
 * <p>JShell evaluates in a JVM of its own; the node runs there, so that what is typed talks to it
 * directly. The startup snippet starts it through {@link Attachment}, and a {@link Lifeline} ties
 * that JVM to this one.
 */
public final class Shell {

  static final String LIFELINE_PROPERTY = "kokko.shell.lifeline";

  /** The launcher knows; no way to ask gives the same answer on every JDK. */
  private static final String TERMINAL_PROPERTY = "kokko.shell.terminal";

  private static final Duration TIME_TO_LEAVE = Duration.ofSeconds(10);

  private Shell() {}

  /**
   * Runs a shell on standard input and output until the user leaves it.
   *
   * @param startup snippets to begin with, one of which calls {@link Attachment#attach}
   * @param onFailure hears in one line why the node did not start, and ends this JVM
   * @return the exit status
   */
  public static int run(NodeSettings settings, List<String> startup, Consumer<String> onFailure)
      throws Exception {
    Path script = Files.createTempFile("kokko", ".jsh");
    script.toFile().deleteOnExit();
    Files.write(script, startup);
    Map<String, String> preferences = History.load();
    try (Lifeline lifeline = Lifeline.open(settings, onFailure)) {
      Prompt.retain(settings.name(), preferences);
      int status = tool(preferences).start(ShellArguments.of(script, lifeline.port()));
      lifeline.awaitEnd(TIME_TO_LEAVE);
      return status;
    } finally {
      History.store(preferences);
    }
  }

  private static JavaShellToolBuilder tool(Map<String, String> preferences) {
    JavaShellToolBuilder builder = JavaShellToolBuilder.builder().persistence(preferences);
    return Boolean.getBoolean(TERMINAL_PROPERTY) ? builder : Transcript.on(builder);
  }
}
