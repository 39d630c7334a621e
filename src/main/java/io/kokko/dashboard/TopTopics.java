package io.kokko.dashboard;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts the broadcasts of topics for a while, of so many topics and no more. Any thread.
 *
 * <p>Who comes when there is no room is not counted, and told to be missing; the next while begins
 * without anybody.
 */
final class TopTopics {

  private static final int MOST_TOPICS = 2_000;

  /** How often something was broadcast to a topic in the while that has ended. */
  record Topic(String topic, long broadcasts) {}

  private volatile ConcurrentHashMap<String, LongAdder> counts = new ConcurrentHashMap<>();
  private volatile List<Topic> last = List.of();

  void count(String topic) {
    Map<String, LongAdder> current = counts;
    LongAdder counter = current.get(topic);
    if (counter == null && current.size() < MOST_TOPICS) {
      counter = current.computeIfAbsent(topic, absent -> new LongAdder());
    }
    if (counter != null) {
      counter.increment();
    }
  }

  /** Ends a while and begins the next. */
  void turn(int most) {
    Map<String, LongAdder> ended = counts;
    counts = new ConcurrentHashMap<>();
    last =
        ended.entrySet().stream()
            .map(entry -> new Topic(entry.getKey(), entry.getValue().sum()))
            .sorted(
                Comparator.comparingLong(Topic::broadcasts).reversed().thenComparing(Topic::topic))
            .limit(most)
            .toList();
  }

  /** Returns those with the most in the while that has ended. */
  List<Topic> last() {
    return last;
  }
}
