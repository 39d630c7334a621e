package io.kokko.bench;

import com.sun.management.OperatingSystemMXBean;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * What the server's processes and this one have used at one moment.
 *
 * @param nanos when, by {@link Clock}
 * @param known whether the server's processes are known, and there
 * @param serverCpuSeconds their CPU time since their start, all together
 * @param serverRssKb their resident memory, all together
 * @param clientCpuSeconds the CPU time of this process
 */
record Usage(
    long nanos, boolean known, double serverCpuSeconds, long serverRssKb, double clientCpuSeconds) {

  static Usage of(List<Long> pids) {
    double cpu = 0;
    long rss = 0;
    for (long pid : pids) {
      cpu += seconds(cpu(pid));
      rss += rssKb(pid);
    }
    return new Usage(Clock.nanos(), !pids.isEmpty(), cpu, rss, ownCpu());
  }

  /** Adds what was used since an earlier moment, for each million of something if there is any. */
  void report(Figures figures, Usage before, double count, String what) {
    double wall = (nanos - before.nanos) / 1e9;
    figures.add("wall_s", wall);
    report(figures, "client", clientCpuSeconds - before.clientCpuSeconds, wall, count, what);
    if (known) {
      report(figures, "server", serverCpuSeconds - before.serverCpuSeconds, wall, count, what);
    }
  }

  private static void report(
      Figures figures, String who, double cpu, double wall, double count, String what) {
    figures.add(who + "_cpu_s", cpu).add(who + "_cpu_pct", 100 * cpu / wall);
    if (count > 0) {
      figures.add(who + "_cpu_s_per_M_" + what, cpu / count * 1e6);
    }
  }

  private static Duration cpu(long pid) {
    return ProcessHandle.of(pid)
        .flatMap(process -> process.info().totalCpuDuration())
        .orElseThrow(() -> new BenchException("--pid: " + pid + " is no process to be seen"));
  }

  private static double seconds(Duration duration) {
    return duration.toNanos() / 1e9;
  }

  private static double ownCpu() {
    var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    return system.getProcessCpuTime() / 1e9;
  }

  private static long rssKb(long pid) {
    Path status = Path.of("/proc", Long.toString(pid), "status");
    try {
      return Files.exists(status) ? rssOf(status) : rssByPs(pid);
    } catch (IOException e) {
      throw new BenchException("--pid: cannot see the memory of " + pid + ": " + e, e);
    }
  }

  private static long rssOf(Path status) throws IOException {
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElse(0);
  }

  private static long rssByPs(long pid) throws IOException {
    Process ps = new ProcessBuilder("ps", "-o", "rss=", "-p", Long.toString(pid)).start();
    try (BufferedReader lines = ps.inputReader(StandardCharsets.UTF_8)) {
      String line = lines.readLine();
      return line == null ? 0 : Long.parseLong(line.strip());
    }
  }
}
