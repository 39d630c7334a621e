package io.kokko.machine;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Makes an archive of the libraries' classes, from which a JVM takes them as they are instead of
 * parsing and verifying them. It lies in {@code target}, and lasts until other libraries or another
 * JVM need another one.
 */
final class ClassArchive {

  private static final Path DIRECTORY =
      Path.of(System.getProperty("kokko.project", "."), "target", "jvm").toAbsolutePath();

  private static final class Shared {
    private static final Path FILE = findOrMake();
  }

  /** Returns its file; who asks first waits until it is made. */
  static Path file() {
    return Shared.FILE;
  }

  private static Path findOrMake() {
    String key = System.getProperty("java.vm.version") + Jvm.LIBRARIES;
    Path archive = DIRECTORY.resolve(UUID.nameUUIDFromBytes(key.getBytes(UTF_8)) + ".jsa");
    MachineLock turn = MachineLock.take("class-archive");
    try {
      Files.createDirectories(DIRECTORY);
      if (!Files.exists(archive)) {
        make(archive);
      }
      return archive;
    } catch (IOException e) {
      throw new AssertionError("cannot make " + archive, e);
    } finally {
      turn.close();
    }
  }

  /** Has a node list the classes that it loads, and an archive made of those. */
  private static void make(Path archive) throws IOException {
    Path classes = DIRECTORY.resolve("classes");
    run(
        "-XX:DumpLoadedClassList=" + classes,
        "-Dkokko.runtime-directory=" + DIRECTORY,
        "-cp",
        Jvm.classPath(),
        "io.kokko.cli.Main",
        "rehearse",
        "--port=0",
        "--name=rehearsal-" + ProcessHandle.current().pid() + "@127.0.0.1",
        "--rounds=1");
    Path made = DIRECTORY.resolve("made.jsa");
    run(
        "-Xshare:dump",
        "-XX:SharedClassListFile=" + classes,
        "-XX:SharedArchiveFile=" + made,
        "-cp",
        Jvm.LIBRARIES);
    Files.move(made, archive, StandardCopyOption.ATOMIC_MOVE);
  }

  private static void run(String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(Jvm.JAVA));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    try {
      if (process.waitFor() != 0) {
        throw new AssertionError(String.join(" ", command) + " failed:\n" + output);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private ClassArchive() {}
}
