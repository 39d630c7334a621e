package io.kokko.shell;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Composes what JShell is started with, above all the options of the JVM it evaluates in. */
final class ShellArguments {

  /** Options the user wants in both JVMs, parted by spaces. */
  private static final String OPTIONS_PROPERTY = "kokko.shell.options";

  /** The class data archive of the JVM that runs the node. */
  private static final String ARCHIVE_PROPERTY = "kokko.shell.archive";

  private static final String LOGBACK_PROPERTY = "logback.configurationFile";

  private ShellArguments() {}

  static String[] of(Path startup, int lifelinePort) {
    String classPath = System.getProperty("java.class.path");
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("--startup", startup.toString(), "--class-path", classPath));
    remoteOptions(classPath, lifelinePort).map(ShellArguments::remote).forEach(arguments::add);
    return arguments.toArray(String[]::new);
  }

  /** The node's classes come from the class path proper, where class data sharing finds them. */
  private static Stream<String> remoteOptions(String classPath, int lifelinePort) {
    List<String> options = new ArrayList<>();
    options.addAll(List.of("-cp", classPath));
    options.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    options.add("-D" + Shell.LIFELINE_PROPERTY + "=" + lifelinePort);
    options.add("-Dkokko.log.target=System.err");
    if (Runtime.version().feature() >= 24) {
      options.add("--sun-misc-unsafe-memory-access=allow");
    }
    addProperty(options, "-XX:SharedArchiveFile=", System.getProperty(ARCHIVE_PROPERTY, ""));
    addProperty(options, "-D" + LOGBACK_PROPERTY + "=", System.getProperty(LOGBACK_PROPERTY, ""));
    return Stream.concat(options.stream(), userOptions());
  }

  private static void addProperty(List<String> options, String prefix, String value) {
    if (!value.isEmpty()) {
      options.add(prefix + value);
    }
  }

  private static Stream<String> userOptions() {
    return Stream.of(System.getProperty(OPTIONS_PROPERTY, "").split("\\s+"))
        .filter(option -> !option.isEmpty());
  }

  /** JShell's debugger interface splits options at spaces, unless they are quoted. */
  private static String remote(String option) {
    return option.contains(" ") ? "-R\"" + option + "\"" : "-R" + option;
  }
}
