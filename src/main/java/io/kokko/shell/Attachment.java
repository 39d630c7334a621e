package io.kokko.shell;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Runs the node inside the JVM that JShell evaluates in, and ends that JVM with its shell.
 *
 * <p>The other end is {@link Lifeline}: it sends the settings, is told how the start went, and
 * holds the connection for as long as the shell lives. However the shell ends, even by {@code kill
 * -9}, the connection ends with it; then this node leaves the cluster and its JVM exits.
 */
public final class Attachment {

  private static final Duration TIME_TO_LEAVE = Duration.ofSeconds(10);

  private static volatile @Nullable RunningNode attached;

  private Attachment() {}

  /**
   * Starts the node that the shell asked for; the shell's startup snippet calls this.
   *
   * @param greeting what the shell prints first
   */
  public static void attach(
      Function<NodeSettings, RunningNode> start, Function<RunningNode, String> greeting)
      throws IOException, InterruptedException {
    int port = Integer.getInteger(Shell.LIFELINE_PROPERTY);
    Socket lifeline = new Socket(InetAddress.getLoopbackAddress(), port);
    NodeSettings settings = NodeSettings.readFrom(new DataInputStream(lifeline.getInputStream()));
    exitWithShell(lifeline);
    try {
      RunningNode node = start.apply(settings);
      attached = node;
      System.out.println(greeting.apply(node));
    } catch (RuntimeException e) {
      new DataOutputStream(lifeline.getOutputStream()).writeUTF(Reason.of(e));
      // The shell says it and exits; until then it must not get to a prompt.
      new CountDownLatch(1).await();
    }
  }

  static RunningNode node() {
    RunningNode node = attached;
    if (node == null) {
      throw new IllegalStateException("no node is attached to this shell");
    }
    return node;
  }

  /** JShell ends its evaluating thread at {@code /exit} and {@code /reset}. */
  private static void exitWithShell(Socket lifeline) throws IOException {
    Thread evaluator = Thread.currentThread();
    watch("kokko-shell-evaluator", evaluator::join);
    watch("kokko-shell-lifeline", lifeline.getInputStream()::read);
  }

  private interface End {
    void await() throws IOException, InterruptedException;
  }

  private static void watch(String name, End end) {
    startDaemon(
        name,
        () -> {
          try {
            end.await();
          } catch (IOException | InterruptedException e) {
            // A connection that breaks has ended as well as one that is closed.
          }
          haltAfter(TIME_TO_LEAVE);
          System.exit(0);
        });
  }

  /** Leaving the cluster has its own time limits; this is for user code that hangs in a hook. */
  private static void haltAfter(Duration limit) {
    startDaemon(
        "kokko-shell-halt",
        () -> {
          try {
            Thread.sleep(limit.toMillis());
          } catch (InterruptedException e) {
            // Then it ends now.
          }
          Runtime.getRuntime().halt(1);
        });
  }

  private static void startDaemon(String name, Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
  }
}
