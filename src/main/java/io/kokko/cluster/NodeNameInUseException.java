package io.kokko.cluster;

import io.kokko.message.ChannelsException;

/** Tells that a live node of this host has the name already. */
public final class NodeNameInUseException extends ChannelsException {

  private final NodeName name;

  NodeNameInUseException(NodeName name, NodeRecord taken) {
    super(
        "the node name "
            + name
            + " is in use on this host by process "
            + taken.pid()
            + " with cluster port "
            + taken.port()
            + " (stop that process, or choose another name)");
    this.name = name;
  }

  /** Returns the name that was wanted. */
  public NodeName name() {
    return name;
  }
}
