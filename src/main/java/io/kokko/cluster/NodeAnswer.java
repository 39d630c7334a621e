package io.kokko.cluster;

/** What a {@link NodeActor} answers. */
sealed interface NodeAnswer extends ClusterMessage, ConnectActor.Command {

  /** What the node knows. */
  record Seen(NodeView view) implements NodeAnswer, AskAroundActor.Command {}

  /** The node is reserved for who asked, and this is what it knows then. */
  record Granted(String lease, NodeView view) implements NodeAnswer {}

  /** The node is reserved for another connect. */
  record Busy(String lease) implements NodeAnswer {}
}
