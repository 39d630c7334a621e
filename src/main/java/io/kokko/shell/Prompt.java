package io.kokko.shell;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import jdk.jshell.tool.JavaShellToolBuilder;

/**
 * Puts the node's name into JShell's prompt.
 *
 * <p>A prompt belongs to a feedback mode, and a startup script runs before there are modes. But
 * JShell takes up a mode that was retained in an earlier session; so an earlier session is held, in
 * memory and without a node, that does nothing else.
 */
final class Prompt {

  private Prompt() {}

  static void retain(String nodeName, Map<String, String> preferences) throws Exception {
    String commands = String.join("\n", commands(nodeName));
    PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), false, UTF_8);
    Map<String, String> history = Map.copyOf(preferences);
    preferences.clear();
    JavaShellToolBuilder.builder()
        .persistence(preferences)
        .in(new ByteArrayInputStream(commands.getBytes(UTF_8)), null)
        .out(nowhere)
        .err(nowhere)
        .start("--no-startup", "--execution", "local");
    preferences.keySet().removeIf(History::holds);
    preferences.putAll(history);
  }

  private static List<String> commands(String nodeName) {
    return List.of(
        "/set mode kokko normal -quiet",
        "/set prompt kokko \""
            + nodeName
            + "> \" \""
            + " ".repeat(nodeName.length() - 1)
            + "...> \"",
        "/set mode -retain kokko",
        "/set feedback -retain kokko",
        "/exit",
        "");
  }
}
