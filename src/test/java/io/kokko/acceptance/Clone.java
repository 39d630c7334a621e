package io.kokko.acceptance;

import io.kokko.docs.Page;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What somebody has who has just cloned the project, but for its tests; one for all tests, since a
 * build takes its time. What is installed there goes into a Maven repository of its own, which has
 * all else from the user's. At the end of this JVM it is deleted.
 */
record Clone(Path directory, Path repository) {

  private static final List<String> PARTS =
      List.of("docs", "ops", "pom.xml", "scripts", "src/main");

  private static final Path INSTALLED =
      Path.of(
          System.getProperty(
              "localRepository", System.getProperty("user.home") + "/.m2/repository"));

  private static final class Shared {
    private static final Clone CLONE = make();
  }

  static Clone shared() {
    return Shared.CLONE;
  }

  private static Clone make() {
    try {
      Path root = Scratch.directory("clone");
      Clone clone = new Clone(root.resolve("kokko"), root.resolve("repository"));
      for (String part : PARTS) {
        copy(Page.PROJECT.resolve(part), clone.directory.resolve(part));
      }
      linkAllBut("io", INSTALLED, clone.repository);
      linkAllBut("kokko", INSTALLED.resolve("io"), clone.repository.resolve("io"));
      return clone;
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

  /** Returns what makes Maven use the repository. */
  String mavenOptions() {
    return "-Dmaven.repo.local=" + repository;
  }
}
