package io.kokko.bench;

import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * What happened in a stretch of time.
 *
 * @param count how much was counted in it
 * @param before what had been used when it began, {@code after} when it ended
 * @param peakRssKb the most resident memory of the servers, looked at once a second; 0 if unknown
 */
record Window(long count, Usage before, Usage after, long peakRssKb) {

  /** Lets so many seconds pass, and says once a second how many of something there were. */
  static Window of(
      Session session, Watch watch, double seconds, LongSupplier counter, String unit) {
    long[] peakAndLast = {0, counter.getAsLong()};
    watch.eachSecond(
        () -> peakAndLast[0] = Math.max(peakAndLast[0], session.usage().serverRssKb()));
    Supplier<String> line =
        () -> {
          long before = peakAndLast[1];
          peakAndLast[1] = counter.getAsLong();
          return peakAndLast[1] - before + " " + unit;
        };
    Usage before = session.usage();
    long start = counter.getAsLong();
    watch.pause(seconds, line);
    Usage after = session.usage();
    watch.eachSecond(() -> {});
    long peak = Math.max(peakAndLast[0], Math.max(before.serverRssKb(), after.serverRssKb()));
    return new Window(counter.getAsLong() - start, before, after, peak);
  }

  double seconds() {
    return (after.nanos() - before.nanos()) / 1e9;
  }

  double perSecond() {
    return (double) count / seconds();
  }

  void report(Figures figures, String unit) {
    figures.add(unit + "_per_s", perSecond());
    after.report(figures, before, (double) count, unit);
    if (after.known()) {
      figures.add("rss_before_kb", before.serverRssKb()).add("rss_peak_kb", peakRssKb);
    }
  }
}
