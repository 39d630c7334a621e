package io.kokko.machine;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Starts JVMs on the classes under test in half the time, by a {@link ClassArchive}. */
public final class Jvm {

  static final String JAVA = Path.of(System.getProperty("java.home"), "bin", "java").toString();

  private static final List<String> ENTRIES =
      List.of(System.getProperty("java.class.path").split(File.pathSeparator, -1));

  /** An archive can have no classes of directories. */
  static final String LIBRARIES =
      String.join(File.pathSeparator, ENTRIES.stream().filter(Jvm::isJar).toList());

  /** Returns the class path of this test; its directories come last, as an archive needs it. */
  public static String classPath() {
    List<String> path = new ArrayList<>(List.of(LIBRARIES));
    ENTRIES.stream().filter(entry -> !isJar(entry)).forEach(path::add);
    return String.join(File.pathSeparator, path);
  }

  private static boolean isJar(String entry) {
    return entry.endsWith(".jar");
  }

  /** Returns options with which a JVM on this class path starts soon. */
  public static List<String> options() {
    return List.of("-XX:SharedArchiveFile=" + ClassArchive.file(), "-Xlog:cds=off");
  }

  /** Returns a command that starts one, to which its other options and a main class are added. */
  public static List<String> command() {
    List<String> command = new ArrayList<>(List.of(JAVA));
    command.addAll(options());
    command.addAll(List.of("-cp", classPath()));
    return command;
  }

  private Jvm() {}
}
