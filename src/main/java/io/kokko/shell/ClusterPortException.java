package io.kokko.shell;

import io.kokko.message.ChannelsException;

/** Tells that a node cannot listen for other nodes where it should. */
public final class ClusterPortException extends ChannelsException {

  ClusterPortException(NodeSettings settings, Throwable cause) {
    super(
        "cannot listen for other nodes as %s on cluster port %d: %s"
                .formatted(settings.name(), settings.clusterPort(), Reason.of(cause))
            + " (choose a free --cluster-port, and a host of this machine in --name)",
        cause);
  }
}
