package io.kokko.store;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.kokko.machine.Jvm;
import io.kokko.message.Payload;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Appends to a topic in a process of its own, and tells each offset when it is acknowledged. */
final class AppendingProcess implements AutoCloseable {

  private final Process process;
  private final BufferedReader offsets;
  private int last;

  private AppendingProcess(Process process) {
    this.process = process;
    this.offsets = process.inputReader(US_ASCII);
  }

  static AppendingProcess start(String url, String topic) throws IOException {
    List<String> command = Jvm.command();
    command.addAll(List.of(AppendingProcess.class.getName(), url, topic));
    return new AppendingProcess(
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
  }

  void awaitOffset(int offset) throws IOException {
    while (last < offset) {
      if (!next()) {
        throw new IllegalStateException("it ended at " + last);
      }
    }
  }

  /** Ends it where it is, and returns the last offset that it was told. */
  int kill() throws IOException {
    // Unlike the process itself its handle leaves what it wrote to be read.
    process.toHandle().destroyForcibly();
    process.onExit().join();
    while (next()) {
      // The last lines count as well.
    }
    return last;
  }

  private boolean next() throws IOException {
    String line = offsets.readLine();
    if (line == null || !line.startsWith("#")) {
      return line != null;
    }
    // A kill may cut a line short; then it is a smaller offset.
    last = Math.max(last, line.length() > 1 ? Integer.parseInt(line.substring(1)) : 0);
    return true;
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  /** Appends until it is killed. */
  public static void main(String[] arguments) {
    PrintStream out = new PrintStream(System.out, true, US_ASCII);
    Retention retention = new Retention(1_000_000, Duration.ofHours(1));
    try (StreamStore store = StreamStores.open(StoreConfig.with(arguments[0], ""))) {
      while (true) {
        Draft draft =
            new Draft(arguments[1], "said", Payload.of(Map.of("text", "hello")), null, retention);
        out.println("#" + store.append(List.of(draft)).get(0).offset());
      }
    }
  }
}
