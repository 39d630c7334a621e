package io.kokko.bench;

import picocli.CommandLine.Option;

/** Holds the options of modes that send. */
final class TrafficOptions {

  @Option(
      names = "--secs",
      paramLabel = "SECONDS",
      description = "How long to measure (default: ${DEFAULT-VALUE}).")
  double seconds = 10;

  @Option(
      names = "--warmup",
      paramLabel = "SECONDS",
      description = "How long to run before that (default: ${DEFAULT-VALUE}).")
  double warmupSeconds = 5;

  @Option(
      names = "--drain",
      paramLabel = "SECONDS",
      description = "How long to wait for the last ones (default: ${DEFAULT-VALUE}).")
  double drainSeconds = 5;

  @Option(
      names = "--size",
      paramLabel = "BYTES",
      description = "Bytes of a JSON payload (default: ${DEFAULT-VALUE}).")
  int sizeBytes = 128;

  TrafficMode mode(Session session) {
    return new TrafficMode(session, warmupSeconds, seconds, drainSeconds);
  }
}
