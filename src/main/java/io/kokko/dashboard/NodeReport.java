package io.kokko.dashboard;

import java.util.List;

/**
 * Is what a node tells of itself.
 *
 * @param hindrance why it should get no clients, or empty
 * @param unreachable nodes that it does not reach
 * @param samples those after the last one that the asker had
 * @param topics with the most broadcasts, within about five seconds
 * @param slow clients for whom the most waits
 * @param overflows what was full, the newest first
 * @param crashes the newest first
 */
record NodeReport(
    String node,
    String hindrance,
    List<String> unreachable,
    List<LinkState> links,
    List<Sample> samples,
    List<TopTopics.Topic> topics,
    List<SlowClient> slow,
    List<Overflow> overflows,
    List<Crash> crashes) {

  /** How the bus to another node fares. */
  record LinkState(String to, long heldBytes, long delivered, long dropped, long repeated) {}

  /** One whose queue is not empty. */
  record SlowClient(String peer, long bytes) {}

  /** A queue that was full, milliseconds since 1970. */
  record Overflow(long at, String queue, String owner) {}

  /**
   * A channel or join that failed.
   *
   * @param at milliseconds since 1970
   * @param stack as Java prints it, cut
   */
  record Crash(long at, String topic, String reason, String stack) {}
}
