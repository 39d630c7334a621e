package io.kokko.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The servers under load: some that run already, or Kokko's own, started here and ended. */
final class Servers implements AutoCloseable {

  private static final Pattern SERVES = Pattern.compile(" and (wss?://\\S+/socket/websocket)");
  private static final long PATIENCE_SECONDS = 60;
  private static final long POLL_MILLIS = 50;

  private static final Set<Process> RUNNING = ConcurrentHashMap.newKeySet();

  static {
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(() -> RUNNING.forEach(Process::destroyForcibly), "end servers"));
  }

  private final List<URI> urls = new ArrayList<>();
  private final List<Long> pids = new ArrayList<>();
  private final List<Process> started = new ArrayList<>();

  private Servers() {}

  /** Takes servers that run; the processes may be unknown. */
  static Servers given(List<URI> urls, List<Long> pids) {
    Servers servers = new Servers();
    servers.urls.addAll(urls);
    servers.pids.addAll(pids);
    return servers;
  }

  /**
   * Starts as many nodes of {@code scripts/kokko server} on free ports, in one cluster.
   *
   * @param project where the scripts are
   */
  static Servers start(int count, Path project) {
    Servers servers = new Servers();
    try {
      for (int i = 1; i <= count; i++) {
        servers.startNode(i, project);
      }
      return servers;
    } catch (RuntimeException e) {
      servers.close();
      throw e;
    }
  }

  /** Returns their addresses, {@code ws://…} or {@code wss://…}. */
  List<URI> urls() {
    return List.copyOf(urls);
  }

  /** Returns their processes; empty if they are not known. */
  List<Long> pids() {
    return List.copyOf(pids);
  }

  private void startNode(int number, Path project) {
    Path log = project.resolve("target/bench/" + name(number) + ".log");
    List<String> command =
        new ArrayList<>(List.of(project.resolve("scripts/kokko").toString(), "server"));
    command.addAll(List.of("--port", "0", "--name", name(number)));
    if (number > 1) {
      command.addAll(List.of("--seed", name(1)));
    }
    try {
      Files.createDirectories(log.getParent());
      ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
      builder.environment().remove("PORT");
      Process process = builder.redirectOutput(log.toFile()).start();
      started.add(process);
      RUNNING.add(process);
      urls.add(awaitUrl(process, log));
      pids.add(process.pid());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String name(int number) {
    return "bench-" + ProcessHandle.current().pid() + "-" + number + "@127.0.0.1";
  }

  private static URI awaitUrl(Process process, Path log) throws IOException {
    long end = Clock.nanos() + PATIENCE_SECONDS * Clock.SECOND;
    while (true) {
      String text = Files.readString(log);
      Matcher serves = SERVES.matcher(text);
      if (serves.find()) {
        return URI.create(serves.group(1));
      }
      if (!process.isAlive() || Clock.nanos() > end) {
        throw new BenchException("scripts/kokko server does not serve; it said:\n" + text);
      }
      sleep();
    }
  }

  private static void sleep() {
    try {
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchException("interrupted", e);
    }
  }

  /** Ends what it has started. */
  @Override
  public void close() {
    started.forEach(Process::destroy);
    try {
      for (Process process : started) {
        process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      started.forEach(Process::destroyForcibly);
      RUNNING.removeAll(started);
    }
  }
}
