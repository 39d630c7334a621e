package io.kokko.bench;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** Knows how many files, and so connections, this process may have open. */
final class OpenFiles {

  /** For jars, selectors and what else a JVM opens. */
  private static final int OWN = 100;

  /**
   * Refuses more connections than can be open.
   *
   * @throws BenchException if there are too many
   */
  static void require(int connections) {
    if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system) {
      long most = system.getMaxFileDescriptorCount() - OWN;
      if (connections > most) {
        throw new BenchException(
            "-n: %d (expected: at most %d, since a process may open %d files here; see ulimit -n)"
                .formatted(connections, most, most + OWN));
      }
    }
  }

  private OpenFiles() {}
}
