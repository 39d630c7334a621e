package io.kokko.presence;

/**
 * Names one life of one presence on one node; a node that comes back is another replica.
 *
 * @param node the node's name
 * @param incarnation grows with the time of the start, and no two are equal
 */
record Replica(String node, long incarnation) {

  private static final int RANDOM_BITS = 20;

  /** Names a replica that starts now. */
  static Replica starting(String node, long nowMillis, long random) {
    long incarnation = (nowMillis << RANDOM_BITS) | (random & ((1L << RANDOM_BITS) - 1));
    return new Replica(node, incarnation);
  }

  /** Tells whether this is a later life of the same node. */
  boolean replaces(Replica other) {
    return node.equals(other.node) && incarnation > other.incarnation;
  }
}
