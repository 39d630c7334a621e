package io.kokko.bench;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Knows the second in which processes have used most of the CPU. One thread may use it. */
final class CpuPeak {

  private static final long WINDOW_NANOS = Clock.SECOND;

  private List<Long> pids = List.of();
  private final Map<Long, Double> before = new HashMap<>();
  private long sampled;
  private double peakOfAll;
  private double peakOfOne;

  /** Begins anew, with these processes. */
  void begin(List<Long> processes) {
    pids = List.copyOf(processes);
    pids.forEach(pid -> before.put(pid, cpuSeconds(pid)));
    sampled = Clock.nanos();
    peakOfAll = 0;
    peakOfOne = 0;
  }

  /** Looks, if a second has passed since the last look. */
  void sample() {
    long now = Clock.nanos();
    if (now - sampled < WINDOW_NANOS) {
      return;
    }
    double seconds = (now - sampled) / 1e9;
    sampled = now;
    double all = 0;
    for (long pid : pids) {
      double used = cpuSeconds(pid);
      double since = used - before.getOrDefault(pid, used);
      before.put(pid, used);
      all += since;
      peakOfOne = Math.max(peakOfOne, since / seconds);
    }
    peakOfAll = Math.max(peakOfAll, all / seconds);
  }

  private static double cpuSeconds(long pid) {
    return ProcessHandle.of(pid)
        .flatMap(process -> process.info().totalCpuDuration())
        .map(used -> used.toNanos() / 1e9)
        .orElse(0.0);
  }

  /** Returns the most that all have used together in a second, in percent of a core. */
  double percentOfAll() {
    return 100 * peakOfAll;
  }

  /** Returns the most that one of them has used. */
  double percentOfOne() {
    return 100 * peakOfOne;
  }
}
