package io.kokko.chaos;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;

/**
 * Is what one client has heard of the numbers of several {@linkplain Shouter shouters}, and judges
 * it: each sender's numbers only ever rise. Any thread may use it.
 */
public final class Earshot {

  /** What came in the time of one connection, by sender. */
  private final List<Map<String, NavigableSet<Long>>> connections = new ArrayList<>();

  private final Map<String, Long> newest = new HashMap<>();
  private final List<String> faults = new ArrayList<>();

  /** A join was answered: what comes from now on belongs to a new connection. */
  synchronized void joined() {
    connections.add(new HashMap<>());
  }

  synchronized void heard(String from, long number) {
    long before = newest(from);
    if (number <= before) {
      faults.add(from + ": " + number + " after " + before);
    }
    newest.put(from, Math.max(before, number));
    connections
        .get(connections.size() - 1)
        .computeIfAbsent(from, first -> new TreeSet<>())
        .add(number);
  }

  /** Returns the highest number that came from a sender, or 0. */
  public synchronized long newest(String from) {
    return newest.getOrDefault(from, 0L);
  }

  /** Returns how often it has joined. */
  public synchronized int joins() {
    return connections.size();
  }

  /** Returns what came twice or in the wrong order, in words. */
  public synchronized List<String> faults() {
    return List.copyOf(faults);
  }

  /**
   * Returns which of a sender's numbers did not come although one before and one behind it came on
   * the same connection.
   */
  public synchronized NavigableSet<Long> missing(String from, NavigableSet<Long> taken) {
    NavigableSet<Long> missing = new TreeSet<>();
    for (Map<String, NavigableSet<Long>> connection : connections) {
      NavigableSet<Long> came = connection.getOrDefault(from, new TreeSet<>());
      if (!came.isEmpty()) {
        missing.addAll(taken.subSet(came.first(), true, came.last(), true));
        missing.removeAll(came);
      }
    }
    return missing;
  }
}
