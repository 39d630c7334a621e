package io.kokko.cluster;

import java.util.Collections;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a node knows of itself and the cluster.
 *
 * @param name the node's name
 * @param incarnation the address and the uid of its ActorSystem
 * @param members the incarnations in its cluster; empty if it has joined none
 * @param suitors the addresses of the nodes that it is being connected with
 */
record NodeView(String name, String incarnation, Set<String> members, Set<String> suitors) {

  NodeView {
    members = Set.copyOf(members);
    suitors = Set.copyOf(suitors);
  }

  String address() {
    return address(incarnation);
  }

  /** Returns where an incarnation is. */
  static String address(String incarnation) {
    return incarnation.substring(0, incarnation.indexOf('#'));
  }

  boolean isMember() {
    return !members.isEmpty();
  }

  /** Returns where the members are, this node included. */
  Set<String> memberAddresses() {
    return members.stream().map(NodeView::address).collect(Collectors.toSet());
  }

  boolean sharesClusterWith(NodeView other) {
    return !Collections.disjoint(members, other.members);
  }
}
