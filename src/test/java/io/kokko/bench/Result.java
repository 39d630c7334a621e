package io.kokko.bench;

import java.util.Map;

/**
 * What one run has shown.
 *
 * @param work what was done, in a few words
 * @param unit what was counted
 * @param times how long each took, of those that were timed
 * @param faults how many deliveries, connections or cycles were not as they should be
 */
record Result(
    String work,
    String unit,
    double perSecond,
    Histogram times,
    long faults,
    Map<String, Object> figures) {}
