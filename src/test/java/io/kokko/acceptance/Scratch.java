package io.kokko.acceptance;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** Makes directories that are deleted, with all in them, at the end of this JVM. */
final class Scratch {

  static Path directory(String name) {
    try {
      Path directory = Files.createTempDirectory("kokko-" + name + "-");
      Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(directory), "delete " + name));
      return directory;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void delete(Path directory) {
    if (!Files.exists(directory)) {
      return;
    }
    try (Stream<Path> files = Files.walk(directory)) {
      files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Scratch() {}
}
