package io.kokko.machine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * Something that the JVMs which test this clone have in turn, until they close it or end, however
 * they end: the locks are the operating system's. Within one JVM it is taken once at a time.
 */
public final class MachineLock implements AutoCloseable {

  private static final Path DIRECTORY =
      Path.of(System.getProperty("kokko.project", "."), "target", "turns");

  private final FileChannel channel;

  private MachineLock(FileChannel channel) {
    this.channel = channel;
  }

  /** Waits until nobody has it. */
  public static MachineLock take(String name) {
    return take(name, false);
  }

  /** Waits until nobody has it alone. */
  static MachineLock share(String name) {
    return take(name, true);
  }

  private static MachineLock take(String name, boolean shared) {
    try {
      MachineLock lock = new MachineLock(open(name));
      lock.channel.lock(0, Long.MAX_VALUE, shared);
      return lock;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Takes it if nobody has it. */
  public static Optional<MachineLock> tryTake(String name) {
    try {
      MachineLock lock = new MachineLock(open(name));
      if (lock.isTaken()) {
        lock.close();
        return Optional.empty();
      }
      return Optional.of(lock);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean isTaken() throws IOException {
    try {
      return channel.tryLock() == null;
    } catch (OverlappingFileLockException byThisJvm) {
      return true;
    }
  }

  private static FileChannel open(String name) throws IOException {
    Files.createDirectories(DIRECTORY);
    return FileChannel.open(
        DIRECTORY.resolve(name),
        StandardOpenOption.CREATE,
        StandardOpenOption.READ,
        StandardOpenOption.WRITE);
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
