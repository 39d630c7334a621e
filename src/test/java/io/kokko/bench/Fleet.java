package io.kokko.bench;

import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;

/** The nodes of one cluster, which can be restarted one after the other. Any thread may call it. */
interface Fleet extends AutoCloseable {

  int size();

  /** Returns where a node serves, or has served last. */
  InetSocketAddress address(int node);

  /** Returns the processes of all nodes but one; empty if they are not known. */
  List<Long> pidsBut(int node);

  /**
   * Ends a node as SIGTERM does and starts it again; returns when it serves.
   *
   * @param onEnded called in between
   */
  void restart(int node, Runnable onEnded);

  /** Returns the addresses as clients are told them at first. */
  default List<URI> urls() {
    return java.util.stream.IntStream.range(0, size())
        .mapToObj(this::address)
        .map(at -> URI.create("ws://" + at.getAddress().getHostAddress() + ":" + at.getPort()))
        .toList();
  }

  @Override
  void close();
}
