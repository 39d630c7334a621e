package io.kokko.cluster;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** Holds the links to all other nodes, the oldest first. Any thread. */
final class Links {

  private final CopyOnWriteArrayList<Link> links = new CopyOnWriteArrayList<>();
  private final BusMeter meter = new BusMeter();

  /** Returns what counts for all of them, and for those that are gone. */
  BusMeter meter() {
    return meter;
  }

  void add(Link link) {
    links.add(link);
  }

  void remove(Link link) {
    links.remove(link);
  }

  boolean isEmpty() {
    return links.isEmpty();
  }

  /** Lists them as they are now; it is cheap. */
  List<Link> all() {
    return links;
  }

  /** Finds the newest link to a node of a name. */
  Optional<Link> named(String nodeName) {
    return links.stream()
        .filter(link -> link.nodeName().equals(nodeName))
        .reduce((older, newer) -> newer);
  }

  Optional<Link> of(String incarnation) {
    return links.stream().filter(link -> link.incarnation().equals(incarnation)).findFirst();
  }
}
