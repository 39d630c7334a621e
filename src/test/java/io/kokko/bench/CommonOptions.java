package io.kokko.bench;

import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** Holds the options that every mode takes, and runs a mode with them. */
final class CommonOptions {

  @SuppressWarnings("NullAway.Init") // picocli sets it
  @Spec(Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--url",
      paramLabel = "URL",
      description =
          "A server that runs, such as ws://127.0.0.1:4000, or wss:// with any certificate; without"
              + " a path /socket/websocket. May be repeated. Without it scripts/kokko server is started, and ended.")
  private List<URI> urls = List.of();

  @Option(
      names = "--pid",
      paramLabel = "PID",
      split = ",",
      description = "The server's processes, for their CPU and memory; known if started here.")
  private List<Long> pids = List.of();

  @Option(names = "--json", paramLabel = "FILE", description = "Where to write all figures, too.")
  private @Nullable Path json;

  @Option(
      names = {"-t", "--threads"},
      paramLabel = "COUNT",
      description = "Threads of the generator (default: ${DEFAULT-VALUE}).")
  private int threads = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);

  @Option(
      names = "--connecting",
      paramLabel = "COUNT",
      description = "Connections being set up at a time (default: 256; churn: N, at most 1024).")
  private int connecting;

  @Option(
      names = {"-r", "--connect-rate"},
      paramLabel = "RATE",
      description = "Connections begun a second, 0 for as many as go (default).")
  private double connectsPerSecond;

  @Option(
      names = {"--hb", "--heartbeat"},
      paramLabel = "SECONDS",
      description = "Interval of heartbeats, 0 for none (default: ${DEFAULT-VALUE}).")
  private double heartbeatSeconds = 30;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      description = "For each step of a set-up or an end (default: ${DEFAULT-VALUE}).")
  private double timeoutSeconds = 30;

  @Option(
      names = "--prefix",
      paramLabel = "TEXT",
      description = "What topics begin with, before a number (default: ${DEFAULT-VALUE}).")
  private String prefix = "bench:";

  @Option(
      names = "--shout",
      paramLabel = "EVENT",
      description = "The event that is broadcast (default: ${DEFAULT-VALUE}).")
  private String shout = "shout";

  @Option(
      names = "--echo",
      paramLabel = "EVENT",
      description = "The event whose payload is replied (default: ${DEFAULT-VALUE}).")
  private String echo = "echo";

  @Option(
      names = "--join",
      paramLabel = "JSON",
      description = "The payload of joins (default: ${DEFAULT-VALUE}).")
  private String join = "{}";

  /** Runs a mode on one server, and returns the exit code. */
  int run(Function<Session, List<Result>> mode) {
    return run(1, mode);
  }

  /** Runs a mode on so many servers, and returns the exit code. */
  int run(int serverCount, Function<Session, List<Result>> mode) {
    List<Result> results = new ArrayList<>();
    measure(serverCount, session -> results.addAll(mode.apply(session)));
    return report(results);
  }

  /** Measures on so many servers, starting and ending them unless some were named. */
  void measure(int serverCount, Consumer<Session> work) {
    try (Servers servers = servers(serverCount)) {
      work.accept(session(servers, spec.commandLine().getErr()));
    }
  }

  /** Prints results, writes them to the file if there is one, and returns the exit code. */
  int report(List<Result> results) {
    Report report = new Report(spec.name(), results);
    report.print(spec.commandLine().getOut());
    if (json != null) {
      report.writeJson(json);
    }
    return report.isSound() ? 0 : 1;
  }

  /** Returns what is said to the servers. */
  Words words() {
    return new Words(prefix, shout, echo, join);
  }

  /** Returns how many threads the generator has. */
  int threads() {
    require(threads > 0, "--threads", threads, "1 or more");
    return threads;
  }

  /** Returns where lines about the progress go. */
  PrintWriter progress() {
    return spec.commandLine().getErr();
  }

  /** Tells whether servers were named. */
  boolean isGiven() {
    return !urls.isEmpty();
  }

  /** Tells whether CPU and memory can be seen. */
  boolean isPidKnown() {
    return urls.isEmpty() || !pids.isEmpty();
  }

  void require(boolean fits, String option, Object value, String expected) {
    if (!fits) {
      throw new ParameterException(
          spec.commandLine(), option + ": " + value + " (expected: " + expected + ")");
    }
  }

  private Servers servers(int count) {
    require(threads > 0, "--threads", threads, "1 or more");
    for (URI url : urls) {
      boolean fits = List.of("ws", "wss").contains("" + url.getScheme()) && url.getHost() != null;
      require(fits, "--url", url, "ws://HOST:PORT or ws://HOST:PORT/PATH, or wss://");
    }
    if (urls.isEmpty()) {
      return Servers.start(
          count, Path.of(System.getProperty("kokko.project", ".")).toAbsolutePath());
    }
    require(urls.size() >= count, "--url", text(urls), count + " of them");
    return Servers.given(urls, pids);
  }

  private static String text(List<URI> urls) {
    return urls.stream().map(URI::toString).collect(Collectors.joining(" "));
  }

  private Session session(Servers servers, PrintWriter progress) {
    return new Session(
        servers,
        words(),
        threads,
        connecting,
        connectsPerSecond,
        Duration.ofMillis((long) (heartbeatSeconds * 1000)),
        Duration.ofMillis((long) (timeoutSeconds * 1000)),
        progress);
  }
}
