package io.kokko.machine;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/**
 * Makes each test class wait until those that run in other JVMs let it: one that is {@link Alone}
 * until all others have ended, and any other while one of these runs. JUnit finds this itself.
 */
public final class Turns implements BeforeAllCallback {

  private static final Path DIRECTORY =
      Path.of(System.getProperty("kokko.project", "."), "target", "turns");

  /**
   * The turn of a test class, which ends with it. The locks are the operating system's, so that
   * they end with their JVM, however that ends.
   */
  private record Turn(FileChannel entrance, FileChannel room) implements AutoCloseable {

    static Turn take(boolean alone) {
      try {
        Files.createDirectories(DIRECTORY);
        Turn turn = new Turn(open("entrance"), open("room"));
        turn.enter(alone);
        return turn;
      } catch (IOException e) {
        throw new AssertionError("cannot wait for other test classes", e);
      }
    }

    private static FileChannel open(String name) throws IOException {
      return FileChannel.open(
          DIRECTORY.resolve(name),
          StandardOpenOption.CREATE,
          StandardOpenOption.READ,
          StandardOpenOption.WRITE);
    }

    /** Who waits for an empty room keeps the entrance, so that nobody slips in before. */
    private void enter(boolean alone) throws IOException {
      FileLock waiting = entrance.lock();
      try {
        room.lock(0, Long.MAX_VALUE, !alone);
      } finally {
        waiting.release();
      }
    }

    @Override
    public void close() throws IOException {
      room.close();
      entrance.close();
    }
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    boolean alone = context.getRequiredTestClass().isAnnotationPresent(Alone.class);
    // A nested class finds the turn of the one around it.
    context
        .getStore(Namespace.create(Turns.class))
        .getOrComputeIfAbsent(Turn.class, key -> Turn.take(alone), Turn.class);
  }
}
