package io.kokko.bench;

import io.kokko.machine.FreePort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Nodes of {@code scripts/kokko server}, each a process with a port of its own that it keeps. */
final class ProcessFleet implements Fleet {

  private static final long PATIENCE_SECONDS = 60;
  private static final long POLL_MILLIS = 20;

  private final Path project;
  private final int[] ports;
  private final @Nullable Process[] processes;
  private final int[] starts;

  private ProcessFleet(Path project, int[] ports) {
    this.project = project;
    this.ports = ports;
    this.processes = new Process[ports.length];
    this.starts = new int[ports.length];
    Runtime.getRuntime().addShutdownHook(new Thread(this::kill, "end fleet"));
  }

  /** Starts nodes at ports, or at free ones if there are none. */
  static ProcessFleet start(int count, List<Integer> ports, Path project) {
    int[] known = ports.stream().mapToInt(Integer::intValue).toArray();
    ProcessFleet fleet = new ProcessFleet(project, known.length > 0 ? known : freePorts(count));
    try {
      for (int node = 0; node < count; node++) {
        fleet.startNode(node);
      }
      return fleet;
    } catch (RuntimeException e) {
      fleet.close();
      throw e;
    }
  }

  private static int[] freePorts(int count) {
    return IntStream.range(0, count).map(node -> FreePort.find()).toArray();
  }

  private void startNode(int node) {
    starts[node]++;
    Path log = project.resolve("target/bench/" + name(node) + "-" + starts[node] + ".log");
    List<String> command =
        new ArrayList<>(List.of(project.resolve("scripts/kokko").toString(), "server"));
    command.addAll(List.of("--port", "" + ports[node], "--name", name(node)));
    command.addAll(List.of("--seed-timeout", "" + PATIENCE_SECONDS));
    // The first node has nobody to join at its first start, and the second then.
    if (node > 0 || starts[node] > 1) {
      command.addAll(List.of("--seed", name(node > 0 ? 0 : 1)));
    }
    try {
      Files.createDirectories(log.getParent());
      ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
      builder.environment().remove("PORT");
      Process process = builder.redirectOutput(log.toFile()).start();
      processes[node] = process;
      await(process, log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String name(int node) {
    return "fleet-" + ProcessHandle.current().pid() + "-" + node + "@127.0.0.1";
  }

  private static void await(Process process, Path log) throws IOException {
    long end = Clock.nanos() + PATIENCE_SECONDS * Clock.SECOND;
    while (!Files.readString(log).contains(" serves http")) {
      if (!process.isAlive() || Clock.nanos() > end) {
        throw new BenchException("a node does not serve; it said:\n" + Files.readString(log));
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

  @Override
  public int size() {
    return ports.length;
  }

  @Override
  public InetSocketAddress address(int node) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), ports[node]);
  }

  @Override
  public List<Long> pidsBut(int node) {
    return Arrays.stream(processes)
        .filter(Objects::nonNull)
        .filter(process -> process != processes[node])
        .map(Process::pid)
        .toList();
  }

  @Override
  public void restart(int node, Runnable onEnded) {
    Process process = Objects.requireNonNull(processes[node]);
    process.destroy();
    try {
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new BenchException("a node has not ended " + PATIENCE_SECONDS + " s after SIGTERM");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchException("interrupted", e);
    }
    onEnded.run();
    startNode(node);
  }

  @Override
  public void close() {
    for (Process process : processes) {
      if (process != null) {
        process.destroy();
      }
    }
    try {
      for (Process process : processes) {
        if (process != null) {
          process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      kill();
    }
  }

  private void kill() {
    for (Process process : processes) {
      if (process != null) {
        process.destroyForcibly();
      }
    }
  }
}
