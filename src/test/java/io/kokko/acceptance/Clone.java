package io.kokko.acceptance;

import io.kokko.docs.Page;
import io.kokko.machine.MachineLock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What somebody has who has just cloned the project, but for its tests. What is installed there
 * goes into a Maven repository of its own, which has all else from the user's.
 *
 * <p>There is one for all tests of a run, since a build takes its time, and one test at a time has
 * it, until it is closed. The JVM that is the last to end deletes it.
 */
final class Clone implements AutoCloseable {

  private static final List<String> PARTS =
      List.of("docs", "ops", "pom.xml", "scripts", "src/main");

  private static final Path INSTALLED =
      Path.of(
          System.getProperty(
              "localRepository", System.getProperty("user.home") + "/.m2/repository"));

  private static final Path ROOT =
      Path.of(
          System.getProperty("java.io.tmpdir"),
          "kokko-clone-" + System.getProperty("kokko.run", "" + ProcessHandle.current().pid()));

  private static final Path DIRECTORY = ROOT.resolve("kokko");
  private static final Path REPOSITORY = ROOT.resolve("repository");
  private static final String TURN = "clone";

  static {
    Runtime.getRuntime().addShutdownHook(new Thread(Clone::delete, "delete the clone"));
  }

  private final MachineLock turn;

  private Clone(MachineLock turn) {
    this.turn = turn;
  }

  /** Waits until no other test has it. */
  static Clone take() {
    Clone clone = new Clone(MachineLock.take(TURN));
    if (!Files.exists(ROOT)) {
      make();
    }
    return clone;
  }

  private static void make() {
    try {
      for (String part : PARTS) {
        copy(Page.PROJECT.resolve(part), DIRECTORY.resolve(part));
      }
      linkAllBut("io", INSTALLED, REPOSITORY);
      linkAllBut("kokko", INSTALLED.resolve("io"), REPOSITORY.resolve("io"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to.getParent());
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Files.copy(file, to.resolve(from.relativize(file).toString()));
      }
    }
  }

  private static void linkAllBut(String name, Path from, Path to) throws IOException {
    Files.createDirectories(to);
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        if (!file.endsWith(name)) {
          Files.createSymbolicLink(to.resolve(file.getFileName()), file);
        }
      }
    }
  }

  /** While another JVM has it, that one will delete it. */
  private static void delete() {
    MachineLock.tryTake(TURN)
        .ifPresent(
            turn -> {
              Scratch.delete(ROOT);
              turn.close();
            });
  }

  Path directory() {
    return DIRECTORY;
  }

  /** Returns what makes Maven use the repository. */
  String mavenOptions() {
    return "-Dmaven.repo.local=" + REPOSITORY;
  }

  @Override
  public void close() {
    turn.close();
  }
}
