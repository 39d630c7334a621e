package io.kokko.acceptance;

import io.kokko.docs.Page;
import io.kokko.machine.FreePort;
import io.kokko.machine.Jvm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The terminals of somebody who types into bash what a page says. Only ports and places are others
 * than there, so that nothing else on this machine is in the way.
 */
final class Terminals implements AutoCloseable {

  /** What the pages name; the first is the one that nodes have if no option says otherwise. */
  private static final List<String> PORTS = List.of("4000", "4001", "4002", "7626");

  /** Without a terminal wscat drops what is typed before it is connected, and does not tell. */
  private static final String HEARTBEAT = "[null, \"open\", \"phoenix\", \"heartbeat\", {}]";

  /** What is typed in a dialogue, to wscat or to a shell. */
  private static final Pattern TYPED = Pattern.compile("(?:\\S+@\\S+)?> (.+)");

  private static final Pattern HEARD = Pattern.compile("< (.+)");

  private final Path directory;
  private final Map<String, String> environment = new LinkedHashMap<>();
  private final Map<String, String> places = new LinkedHashMap<>();
  private final List<Program> programs = new ArrayList<>();

  private Terminals(Path directory, Path runtimeDirectory) {
    this.directory = directory;
    PORTS.forEach(port -> places.put(port, String.valueOf(FreePort.find())));
    environment.put("PORT", places.get(PORTS.get(0)));
    environment.put("JAVA_HOME", System.getProperty("java.home"));
    environment.put("XDG_RUNTIME_DIR", runtimeDirectory.toString());
    environment.put("KOKKO_JAVA_OPTS", "-Xmx256m -XX:TieredStopAtLevel=1");
  }

  /** In what looks like a clone, and runs the classes of this test, so that nothing is built. */
  static Terminals in(Path directory) {
    Terminals terminals = new Terminals(directory, directory);
    String classes = Jvm.classPath();
    terminals.environment.put("KOKKO_CLASSPATH", classes);
    terminals.environment.merge(
        "KOKKO_JAVA_OPTS",
        String.join(" ", Jvm.options()),
        (options, more) -> options + " " + more);
    terminals.environment.put("BENCH_CLASSPATH", classes);
    for (String part : List.of("docs", "ops", "scripts", "src")) {
      link(directory.resolve(part), Page.PROJECT.resolve(part));
    }
    return terminals.withClients();
  }

  /** Beside a clone, or in it, where things are built. */
  static Terminals in(Path directory, Clone clone, Path runtimeDirectory) {
    Terminals terminals = new Terminals(directory, runtimeDirectory);
    terminals.environment.put("MAVEN_OPTS", clone.mavenOptions());
    return terminals.withClients();
  }

  /** Lets npx find here what it would fetch from npm. */
  private Terminals withClients() {
    Path clients = directory.resolve("node_modules");
    if (!Files.exists(clients)) {
      link(clients, Commands.installed("wscat").resolveSibling(""));
    }
    return this;
  }

  private static void link(Path link, Path target) {
    try {
      Files.createSymbolicLink(link, target);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Has a variable in all that is typed from now on. */
  Terminals with(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  /** Reads a word of the pages as another one from now on. */
  Terminals reading(String documented, String actual) {
    places.put(documented, actual);
    return this;
  }

  /** Returns which port is used instead of one that the pages name. */
  int port(int documented) {
    return Integer.parseInt(places.get(String.valueOf(documented)));
  }

  /** Types what may be several lines into a new terminal. */
  Program type(String lines) {
    ProcessBuilder builder =
        new ProcessBuilder("bash", "-c", here(lines)).directory(directory.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("KOKKO_"));
    builder.environment().putAll(environment);
    Program program = Program.start(builder);
    programs.add(program);
    return program;
  }

  /** Types each line of a block into a terminal of its own. */
  List<Program> typeEachLine(Page.Block block) {
    return block.code().lines().map(this::type).toList();
  }

  /** Types a line that runs wscat, and waits until it is connected. */
  Program wscat(String line) {
    return type(line).typeUntil(HEARTBEAT, "[null,\"open\",\"phoenix\"");
  }

  /** Types into a program what a block shows as typed, and waits for each line that it shows. */
  void talk(Program program, Page.Block dialogue) {
    for (String line : dialogue.code().lines().filter(line -> !line.isBlank()).toList()) {
      Matcher typed = TYPED.matcher(line);
      Matcher heard = HEARD.matcher(line);
      if (typed.matches()) {
        program.type(typed.group(1));
      } else {
        program.await((heard.matches() ? heard.group(1) : line) + "\n");
      }
    }
  }

  private String here(String lines) {
    String text = lines;
    for (Map.Entry<String, String> place : places.entrySet()) {
      String documented = "(?<![\\w.])" + Pattern.quote(place.getKey()) + "(?![\\w.])";
      text = text.replaceAll(documented, Matcher.quoteReplacement(place.getValue()));
    }
    return text;
  }

  @Override
  public void close() {
    programs.forEach(Program::close);
  }
}
