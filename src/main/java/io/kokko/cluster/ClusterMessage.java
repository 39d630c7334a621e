package io.kokko.cluster;

/** Marks what crosses from node to node, which {@link ClusterSerializer} reads and writes. */
sealed interface ClusterMessage
    permits NodeRequest, NodeAnswer, BusMessage, CallMessage, LinkMessage {}
