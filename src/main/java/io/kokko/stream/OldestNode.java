package io.kokko.stream;

import io.kokko.cluster.Node;

/** Lets the oldest node of the cluster keep the streams, since that changes most seldom. */
record OldestNode(Node node) implements Owner {

  @Override
  public String name() {
    return node.oldest();
  }

  @Override
  public boolean isSelf() {
    return node.oldest().equals(node.self());
  }

  @Override
  public boolean hasOthers() {
    return !node.list().isEmpty() || !isSelf();
  }
}
