package io.kokko.acceptance;

import io.kokko.docs.Page;
import io.kokko.machine.Jvm;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Starts the programs that users have: nodes with scripts/kokko, and the clients from npm.
 *
 * <p>Registered as an extension of a test it ends them after each.
 */
final class Commands implements AutoCloseable, AfterEachCallback {

  private static final Path PROJECT = Page.PROJECT;
  private static final Path CLIENTS = PROJECT.resolve("src/test/js");

  /** What the scripts use, and users copy. */
  static final Path KOKKO_JS = PROJECT.resolve("src/main/resources/io/kokko/endpoint/kokko.js");

  private final Path runtimeDirectory;
  private final List<Program> programs = new ArrayList<>();
  private final Map<String, String> trust = new HashMap<>();

  /** Its nodes find each other, and no others. */
  Commands() {
    this(Scratch.directory("names"));
  }

  /** Only nodes with the same runtime directory find each other. */
  Commands(Path runtimeDirectory) {
    this.runtimeDirectory = runtimeDirectory;
  }

  /** Runs scripts/kokko on the classes of this test, so that it builds nothing. */
  Program kokko(String... arguments) {
    return kokkoBy(List.of(), List.of(), arguments);
  }

  /** Runs it by a command that runs the rest of its line, and with more options for the JVM. */
  Program kokkoBy(List<String> by, List<String> options, String... arguments) {
    List<String> command = new ArrayList<>(by);
    command.addAll(List.of("bash", PROJECT.resolve("scripts/kokko").toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().remove("PORT");
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("KOKKO_CLASSPATH", Jvm.classPath());
    builder
        .environment()
        .put(
            "KOKKO_JAVA_OPTS",
            String.join(" ", Jvm.options())
                + " -Xmx256m -XX:TieredStopAtLevel=1 -Dkokko.runtime-directory="
                + runtimeDirectory
                + String.join("", options.stream().map(option -> " " + option).toList()));
    return start(builder);
  }

  /** Lets the clients that are started from now on trust an authority besides the known ones. */
  void trust(String certificateFile) {
    trust.put("NODE_EXTRA_CA_CERTS", certificateFile);
  }

  /** Runs any other program. */
  Program program(String... command) {
    return start(new ProcessBuilder(command));
  }

  /** Waits until a node serves, and returns its port. */
  static int awaitPort(Program node) {
    return awaitPort(node, "127.0.0.1");
  }

  /** Waits until a node serves at a host, and returns its port. */
  static int awaitPort(Program node, String host) {
    Pattern serves = Pattern.compile("serves https?://" + Pattern.quote(host) + ":(\\d+)");
    return Integer.parseInt(node.await(serves).group(1));
  }

  /**
   * Runs wscat, and waits until it is connected: without a terminal it does not say so, and drops
   * what is typed before.
   */
  Program wscat(int port, String... params) {
    String query = String.join("&", params);
    String url = "ws://localhost:" + port + "/socket/websocket?vsn=2.0.0&" + query;
    return node(installed("wscat/bin/wscat"), "-c", url)
        .typeUntil(
            "[null, \"open\", \"phoenix\", \"heartbeat\", {}]", "[null,\"open\",\"phoenix\"");
  }

  /** Runs one of our scripts for Node. */
  Program script(String name, String... arguments) {
    return scriptBy(List.of(), name, arguments);
  }

  /** Runs it by a command that runs the rest of its line. */
  Program scriptBy(List<String> by, String name, String... arguments) {
    installed("phoenix/package.json");
    return nodeBy(by, CLIENTS.resolve(name), arguments);
  }

  private Program node(Path script, String... arguments) {
    return nodeBy(List.of(), script, arguments);
  }

  private Program nodeBy(List<String> by, Path script, String... arguments) {
    List<String> command = new ArrayList<>(by);
    command.addAll(List.of("node", script.toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).directory(CLIENTS.toFile());
    builder.environment().putAll(trust);
    return start(builder);
  }

  static Path installed(String file) {
    Path path = CLIENTS.resolve("node_modules").resolve(file);
    if (!Files.exists(path)) {
      throw new AssertionError(
          path + " is missing (expected: run scripts/test, which installs it)");
    }
    return path.toAbsolutePath();
  }

  private Program start(ProcessBuilder builder) {
    Program program = Program.start(builder);
    programs.add(program);
    return program;
  }

  @Override
  public void close() {
    programs.forEach(Program::close);
  }

  @Override
  public void afterEach(ExtensionContext context) {
    close();
  }
}
