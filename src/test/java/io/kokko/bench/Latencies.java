package io.kokko.bench;

import java.util.ArrayList;
import java.util.List;

/** Holds the latencies of each stage. One thread at a time may use it. */
final class Latencies {

  private final Stages stages;
  private final List<Histogram> histograms = new ArrayList<>();

  Latencies(Stages stages) {
    this.stages = stages;
  }

  void add(long sentNanos, long now) {
    int stage = stages.of(sentNanos);
    if (stage >= 0) {
      of(stage).add(now - sentNanos);
    }
  }

  Histogram of(int stage) {
    while (histograms.size() <= stage) {
      histograms.add(new Histogram());
    }
    return histograms.get(stage);
  }
}
