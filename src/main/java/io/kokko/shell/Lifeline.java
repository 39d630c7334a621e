package io.kokko.shell;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Keeps the shell's end of the connection to the JVM its node runs in.
 *
 * <p>One node at a time: after {@code /reset} the new one gets its settings when the old one has
 * gone, so that it finds name and ports free.
 */
final class Lifeline implements AutoCloseable {

  private final ServerSocket listener;
  private final NodeSettings settings;
  private final Consumer<String> onFailure;
  private final Semaphore vacancy = new Semaphore(1);

  private Lifeline(ServerSocket listener, NodeSettings settings, Consumer<String> onFailure) {
    this.listener = listener;
    this.settings = settings;
    this.onFailure = onFailure;
  }

  /**
   * Waits for nodes on a free port of the loopback interface.
   *
   * @param onFailure hears in one line why a node did not start
   */
  static Lifeline open(NodeSettings settings, Consumer<String> onFailure) throws IOException {
    ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    Lifeline lifeline = new Lifeline(listener, settings, onFailure);
    Thread thread = new Thread(lifeline::acceptUntilClosed, "kokko-lifeline");
    thread.setDaemon(true);
    thread.start();
    return lifeline;
  }

  int port() {
    return listener.getLocalPort();
  }

  /** Waits until no node is there any more, which is when it has left its cluster. */
  void awaitEnd(Duration limit) throws InterruptedException {
    if (vacancy.tryAcquire(limit.toMillis(), TimeUnit.MILLISECONDS)) {
      vacancy.release();
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }

  private void acceptUntilClosed() {
    while (!listener.isClosed()) {
      try (Socket socket = listener.accept()) {
        hold(socket);
      } catch (IOException e) {
        // The node was killed, or the shell closes: either way this connection is over.
      }
    }
  }

  private void hold(Socket socket) throws IOException {
    vacancy.acquireUninterruptibly();
    try {
      settings.writeTo(new DataOutputStream(socket.getOutputStream()));
      onFailure.accept(new DataInputStream(socket.getInputStream()).readUTF());
    } catch (EOFException e) {
      // The node has ended without a complaint.
    } finally {
      vacancy.release();
    }
  }
}
