package io.kokko.presence;

/** What the trackers of one presence tell each other, from node to node. */
sealed interface NodeMessage {

  /** Tells that a replica lives, and how far its clock is. */
  record Heartbeat(Replica replica, long clock) implements NodeMessage {}

  /** Tells a part of a replica's state. */
  record Told(Delta delta) implements NodeMessage {}

  /**
   * Asks a replica for what happened after a time.
   *
   * @param from the name of the node that asks
   */
  record Want(String from, Replica replica, long seen) implements NodeMessage {}

  /** Tells that a replica ends in order. */
  record Bye(Replica replica) implements NodeMessage {}
}
