package io.kokko.cluster;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;

/**
 * Tells the cluster port of each node that this user runs on this host, as Erlang's epmd does.
 *
 * <p>A file a name, in a directory that only the user may enter. Whoever changes one holds the lock
 * file; readers need no lock, since a file is replaced as a whole. What a killed process left
 * behind is as good as not there. Any thread may call it; it blocks.
 *
 * @see <a href="https://www.erlang.org/doc/apps/erts/epmd_cmd.html">epmd</a>
 */
final class NodeDirectory {

  /** A lock file excludes other processes, but throws between threads of one. */
  private static final Object THIS_PROCESS = new Object();

  private final Path directory;

  private NodeDirectory(Path directory) {
    this.directory = directory;
  }

  /** Opens the configured directory, or the user's own if none is configured. */
  static NodeDirectory open(String configured) {
    Path directory = configured.isEmpty() ? ofUser() : Path.of(configured);
    try {
      Files.createDirectories(directory.getParent() == null ? directory : directory.getParent());
      createPrivate(directory);
    } catch (IOException e) {
      throw new UncheckedIOException("kokko.runtime-directory " + directory + ": " + e, e);
    }
    return new NodeDirectory(directory);
  }

  private static Path ofUser() {
    String runtime = System.getenv("XDG_RUNTIME_DIR");
    if (runtime != null && Files.isWritable(Path.of(runtime))) {
      return Path.of(runtime, "kokko");
    }
    return Path.of(
        System.getProperty("java.io.tmpdir"), "kokko-" + System.getProperty("user.name"));
  }

  /** Refuses a directory that somebody else made, who could send connects to a node of theirs. */
  private static void createPrivate(Path directory) throws IOException {
    boolean posix = directory.getFileSystem().supportedFileAttributeViews().contains("posix");
    if (!posix) {
      Files.createDirectories(directory);
      return;
    }
    var ownerOnly = PosixFilePermissions.fromString("rwx------");
    if (!Files.isDirectory(directory)) {
      Files.createDirectories(directory, PosixFilePermissions.asFileAttribute(ownerOnly));
    }
    // Fails unless we own it.
    Files.setPosixFilePermissions(directory, ownerOnly);
  }

  /**
   * Enters a node of this process.
   *
   * @throws NodeNameInUseException if a live node has the name
   */
  void register(NodeName name, int port) {
    locked(
        () -> {
          requireFree(name);
          write(name, NodeRecord.ofThisProcess(port));
          return true;
        });
  }

  /**
   * Looks whether a name can be had, without taking it.
   *
   * @throws NodeNameInUseException if a live node has the name
   */
  void requireFree(NodeName name) {
    Optional<NodeRecord> taken = read(name).filter(NodeRecord::isAlive);
    if (taken.isPresent()) {
      throw new NodeNameInUseException(name, taken.get());
    }
  }

  /** Removes a node of this process, unless its name is another's by now. */
  void remove(NodeName name, int port) {
    locked(
        () ->
            read(name).filter(NodeRecord.ofThisProcess(port)::equals).isPresent() && delete(name));
  }

  /** Looks up the cluster port of a live node. */
  OptionalInt port(NodeName name) {
    return read(name)
        .filter(NodeRecord::isAlive)
        .map(found -> OptionalInt.of(found.port()))
        .orElse(OptionalInt.empty());
  }

  private Optional<NodeRecord> read(NodeName name) {
    try {
      return NodeRecord.parse(Files.readAllLines(file(name)));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void write(NodeName name, NodeRecord entry) {
    try {
      Path unfinished = directory.resolve(".new");
      Files.write(unfinished, entry.lines());
      Files.move(unfinished, file(name), ATOMIC_MOVE, REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean delete(NodeName name) {
    try {
      return Files.deleteIfExists(file(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path file(NodeName name) {
    return directory.resolve(name.toString());
  }

  @SuppressWarnings("try") // The lock is held, not used.
  private boolean locked(Supplier<Boolean> change) {
    synchronized (THIS_PROCESS) {
      try (var channel = FileChannel.open(directory.resolve(".lock"), CREATE, WRITE);
          var lock = channel.lock()) {
        return change.get();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
