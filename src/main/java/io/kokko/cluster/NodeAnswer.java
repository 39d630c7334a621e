package io.kokko.cluster;

import java.util.Set;

/** What a {@link NodeActor} answers. */
sealed interface NodeAnswer extends ClusterMessage, ConnectActor.Command {

  /** What the node knows. */
  record Seen(NodeView view) implements NodeAnswer, AskAroundActor.Command, SurveyActor.Command {}

  /** Which of the others did not answer the node, as addresses. */
  record Surveyed(Set<String> silent) implements NodeAnswer {

    public Surveyed {
      silent = Set.copyOf(silent);
    }
  }

  /** The node is reserved for who asked, and this is what it knows then. */
  record Granted(String lease, NodeView view) implements NodeAnswer {}

  /** The node is reserved for another connect. */
  record Busy(String lease) implements NodeAnswer {}
}
