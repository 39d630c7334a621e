package io.kokko.presence;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Generates histories of three replicas and a network that loses, repeats and reorders what they
 * tell each other, and sees that all of them agree with the truth in the end.
 *
 * <p>A history that fails is named by its seed, and is the same again with it.
 */
class ConvergenceTest {

  private static final int HISTORIES = 2000;
  private static final int STEPS = 120;
  private static final List<String> NODES = List.of("a", "b", "c");

  /** One node: what it has done, what it knows of the others, and what it told of both. */
  private static final class Node {
    final LocalState local;
    final Map<String, RemoteState> remote = new HashMap<>();
    final Set<String> shown = new HashSet<>();
    final Changes view;
    long sent;

    Node(String name, int maxLog) {
      local = new LocalState(new Replica(name, 1), maxLog);
      NODES.stream()
          .filter(other -> !other.equals(name))
          .forEach(other -> remote.put(other, new RemoteState()));
      view =
          new Changes() {
            @Override
            public void joined(Entry entry) {
              assertThat(shown.add(entry.ref())).as("joined twice: %s", entry).isTrue();
            }

            @Override
            public void left(Entry entry) {
              assertThat(shown.remove(entry.ref())).as("left twice: %s", entry).isTrue();
            }
          };
    }

    void merge(Delta delta) {
      remoteOf(delta.replica().node()).merge(delta, view);
    }

    RemoteState remoteOf(String other) {
      return Objects.requireNonNull(remote.get(other));
    }

    List<Entry> own() {
      List<Entry> own = new ArrayList<>();
      local.entries().forEach(own::add);
      return own;
    }
  }

  private record Flying(String to, Delta delta) {}

  /** One history. */
  private static final class History {
    final Random random;
    final Map<String, Node> nodes = new HashMap<>();
    final List<Flying> flying = new ArrayList<>();
    final Refs refs;

    History(long seed) {
      random = new Random(seed);
      refs = new Refs(new Replica("refs", seed), () -> 0);
      int maxLog = random.nextBoolean() ? 3 : 1000;
      NODES.forEach(name -> nodes.put(name, new Node(name, maxLog)));
    }

    Node any() {
      return to(NODES.get(random.nextInt(NODES.size())));
    }

    void step() {
      switch (random.nextInt(8)) {
        case 0, 1 -> add(any());
        case 2 -> remove(any());
        case 3 -> replace(any());
        case 4 -> send(any());
        case 5 -> ask(any());
        default -> arrive();
      }
    }

    private void add(Node node) {
      String key = "key" + random.nextInt(3);
      Entry entry = node.local.add("topic", key, Meta.of(refs.next(), new byte[] {'{', '}'}));
      node.view.joined(entry);
    }

    private void remove(Node node) {
      List<Entry> own = node.own();
      if (!own.isEmpty()) {
        Entry entry = own.get(random.nextInt(own.size()));
        node.local.remove(entry);
        node.view.left(entry);
      }
    }

    private void replace(Node node) {
      List<Entry> own = node.own();
      if (!own.isEmpty()) {
        Entry entry = own.get(random.nextInt(own.size()));
        Entry after =
            node.local.replace(entry, Meta.of(refs.next(), entry.ref(), new byte[] {'{', '}'}));
        node.view.left(entry);
        node.view.joined(after);
      }
    }

    /** What is new goes to all, as far as the network likes. */
    private void send(Node node) {
      pieces(node, node.sent).forEach(delta -> NODES.forEach(to -> fly(node, to, delta)));
      node.sent = node.local.clock();
    }

    /** One asks another for what it misses. */
    private void ask(Node node) {
      Node other = any();
      if (other != node) {
        long seen = node.remoteOf(other.local.replica().node()).contiguous();
        pieces(other, seen).forEach(delta -> fly(other, node.local.replica().node(), delta));
      }
    }

    private void fly(Node from, String to, Delta delta) {
      if (!from.local.replica().node().equals(to) && random.nextInt(4) > 0) {
        flying.add(new Flying(to, delta));
      }
    }

    /** Whichever; and it may come once more. */
    private void arrive() {
      if (!flying.isEmpty()) {
        int index = random.nextInt(flying.size());
        Flying delivered = random.nextInt(3) == 0 ? flying.get(index) : flying.remove(index);
        to(delivered.to()).merge(delivered.delta());
      }
    }

    private Node to(String name) {
      return Objects.requireNonNull(nodes.get(name));
    }

    /** What is late arrives, then everybody asks everybody until nothing is missing. */
    void settle() {
      while (!flying.isEmpty()) {
        Flying late = flying.remove(random.nextInt(flying.size()));
        to(late.to()).merge(late.delta());
      }
      for (Node node : nodes.values()) {
        node.remote.forEach(
            (other, state) -> pieces(to(other), state.contiguous()).forEach(node::merge));
      }
    }

    private List<Delta> pieces(Node node, long seen) {
      LocalState.Pieces pieces = node.local.since(seen, 1 + random.nextInt(200));
      List<Delta> all = new ArrayList<>();
      for (Delta delta = pieces.next(); delta != null; delta = pieces.next()) {
        all.add(delta);
      }
      return all;
    }

    Set<String> truth() {
      return nodes.values().stream()
          .flatMap(node -> node.own().stream())
          .map(Entry::ref)
          .collect(Collectors.toSet());
    }
  }

  @Test
  void everyHistoryEndsWithTheSameMembersEverywhere() {
    for (long seed = 0; seed < HISTORIES; seed++) {
      History history = new History(seed);
      for (int step = 0; step < STEPS; step++) {
        history.step();
      }

      history.settle();

      Set<String> truth = history.truth();
      for (Node node : history.nodes.values()) {
        assertThat(node.shown).as("seed %s, node %s", seed, node.local.replica()).isEqualTo(truth);
      }
    }
  }

  @Test
  void whatIsCodedAndDecodedIsTheSame() {
    History history = new History(42);
    for (int step = 0; step < STEPS; step++) {
      history.step();
    }

    for (Node node : history.nodes.values()) {
      for (Delta delta : history.pieces(node, 0)) {
        assertThat(decoded(delta)).isEqualTo(delta);
      }
    }
  }

  private static Delta decoded(Delta delta) {
    ByteWriter out = new ByteWriter();
    DeltaCodec.write(delta, out);
    return DeltaCodec.read(new ByteReader(out.toByteArray()), topic -> topic);
  }

  @Test
  void addIsNotLostToARemoveThatDidNotKnowIt() {
    LocalState local = new LocalState(new Replica("a", 1), 1000);
    Node other = new Node("b", 1000);
    byte[] body = {'{', '}'};
    Entry first = local.add("topic", "ann", Meta.of("AAAAAAAAAAAAAAAA", body));
    local.remove(first);
    Delta removal = piece(local, 1);
    Entry again = local.add("topic", "ann", Meta.of("BBBBBBBBBBBBBBBB", body));
    Delta secondAdd = piece(local, 2);

    other.merge(secondAdd);
    other.merge(removal);
    other.merge(secondAdd);

    assertThat(other.shown).containsExactly(again.ref());
  }

  @Test
  void removeThatComesBeforeItsAddLeavesNothing() {
    LocalState local = new LocalState(new Replica("a", 1), 1000);
    Node other = new Node("b", 1000);
    Entry entry = local.add("topic", "ann", Meta.of("AAAAAAAAAAAAAAAA", new byte[] {'{', '}'}));
    Delta add = piece(local, 0);
    local.remove(entry);
    Delta removal = piece(local, 1);

    other.merge(removal);
    other.merge(add);

    assertThat(other.shown).isEmpty();
    assertThat(other.remoteOf("a").contiguous()).isEqualTo(2);
  }

  private static Delta piece(LocalState local, long seen) {
    return Objects.requireNonNull(local.since(seen, 1 << 20).next());
  }
}
