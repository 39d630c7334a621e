package io.kokko.bench;

import picocli.CommandLine.Option;

/** Holds how fast publishers shout: as fast as their shouts arrive everywhere, or at a rate. */
final class PaceOptions {

  @Option(
      names = "--max",
      description = "As fast as shouts arrive everywhere, which is so without --rate.")
  private boolean max;

  @Option(
      names = "--window",
      paramLabel = "COUNT",
      description = "With --max: how many of each publisher may be outstanding (default: 4).")
  private int window = 4;

  @Option(
      names = "--rate",
      paramLabel = "RATE",
      description = "How many a second each publisher shouts, whatever arrives.")
  private double rate;

  Pace pace(CommonOptions common) {
    common.require(!max || rate == 0, "--rate", rate, "none with --max");
    common.require(window > 0, "--window", window, "1 or more");
    return Pace.of(rate, window);
  }
}
