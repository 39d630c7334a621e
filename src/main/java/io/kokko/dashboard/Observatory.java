package io.kokko.dashboard;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kokko.cluster.Node;
import io.kokko.endpoint.Endpoint;
import io.kokko.presence.Presence;
import io.kokko.presence.Presences;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.apache.pekko.actor.typed.ActorSystem;

/**
 * Sees all nodes from this one: asks each {@link Station}, of which there is one on every node that
 * has a dashboard.
 *
 * <p>Any thread may call it.
 */
final class Observatory {

  /** How many visitors one node has at a time. */
  static final int MOST_VISITORS = 8;

  private static final String SERVICE = "dashboard";
  private static final Duration PATIENCE = Duration.ofMillis(900);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MOST_KEYS = 100;

  /** Whoever has asked nothing for so long has gone; visitors ask every second. */
  private static final long LEASE_NANOS = Duration.ofSeconds(5).toNanos();

  /** A key that is present, and how often. */
  record PresentKey(String key, int metas) {}

  /** Who is in a topic, in one presence. */
  record PresenceOf(String presence, int keys, int metas, List<PresentKey> shown) {}

  private final Endpoint endpoint;
  private final Station station;

  /** When each visitor has asked last; guarded by itself. */
  private final Map<String, Long> visitors = new HashMap<>();

  private Observatory(Endpoint endpoint, Station station) {
    this.endpoint = endpoint;
    this.station = station;
  }

  /** Begins to observe this node, and to answer the others. */
  static Observatory start(ActorSystem<?> system, Endpoint endpoint) {
    Station station = Station.start(system, endpoint);
    Observatory observatory = new Observatory(endpoint, station);
    endpoint
        .node()
        .ifPresent(node -> node.calls().serve(SERVICE, question -> observatory.answer(question)));
    return observatory;
  }

  /** Lets one more look on, unless there are too many; it is forgotten unless it asks on. */
  boolean enter(String visitor) {
    long now = System.nanoTime();
    synchronized (visitors) {
      visitors.values().removeIf(asked -> now - asked > LEASE_NANOS);
      return visitors.size() < MOST_VISITORS && visitors.put(visitor, now) == null;
    }
  }

  private void stay(String visitor) {
    synchronized (visitors) {
      visitors.put(visitor, System.nanoTime());
    }
  }

  void leave(String visitor) {
    synchronized (visitors) {
      visitors.remove(visitor);
    }
  }

  String nodeName() {
    return endpoint.nodeName();
  }

  private CompletionStage<byte[]> answer(byte[] question) {
    try {
      return CompletableFuture.completedFuture(
          JSON.writeValueAsBytes(answer(JSON.readTree(question))));
    } catch (IOException | RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private Object answer(JsonNode question) {
    Question asked = Question.of(question);
    return asked.tap() == null ? station.report(asked.since()) : station.listen(asked.tap());
  }

  /**
   * Asks all nodes how they fare.
   *
   * @param visitor who asks
   * @param since by node, the number of the last sample that the asker has
   * @return reports by node; one without an answer in time, or without a dashboard, is null
   */
  CompletionStage<Map<String, JsonNode>> reports(String visitor, Map<String, Long> since) {
    stay(visitor);
    return askAll(node -> new Question(since.getOrDefault(node, 0L), null));
  }

  /** Asks all nodes what they have heard since the last time, which also keeps the tap open. */
  CompletionStage<Map<String, JsonNode>> listen(TapRequest tap) {
    return askAll(node -> new Question(0, tap));
  }

  private interface Asking {
    Question to(String node);
  }

  private CompletionStage<Map<String, JsonNode>> askAll(Asking asking) {
    List<String> names =
        Stream.concat(
                Stream.of(nodeName()), endpoint.node().map(Node::list).orElseGet(List::of).stream())
            .toList();
    List<CompletableFuture<JsonNode>> answers = new ArrayList<>();
    for (String name : names) {
      answers.add(ask(name, asking.to(name)).toCompletableFuture());
    }
    return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
        .thenApply(
            done -> {
              Map<String, JsonNode> byNode = new TreeMap<>();
              for (int i = 0; i < names.size(); i++) {
                byNode.put(names.get(i), answers.get(i).join());
              }
              return byNode;
            });
  }

  private CompletionStage<JsonNode> ask(String name, Question question) {
    if (name.equals(nodeName())) {
      return CompletableFuture.completedFuture(
          JSON.valueToTree(answer(JSON.valueToTree(question))));
    }
    return endpoint
        .node()
        .orElseThrow()
        .calls()
        .call(name, SERVICE, bytes(question), PATIENCE)
        .thenApply(Observatory::tree)
        // It has no dashboard, or is too busy to answer; the page shows it without figures.
        .exceptionally(failure -> JSON.nullNode());
  }

  private static byte[] bytes(Question question) {
    try {
      return JSON.writeValueAsBytes(question);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static JsonNode tree(byte[] answer) {
    try {
      return JSON.readTree(answer);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Says who is in a topic, with some of the keys. */
  List<PresenceOf> presences(String topic) {
    return endpoint.presences().stream().map(presence -> presence(presence, topic)).toList();
  }

  private static PresenceOf presence(Presence presence, String topic) {
    Presences there = presence.list(topic);
    List<PresentKey> shown = new ArrayList<>();
    Iterator<String> keys = there.iterator();
    while (keys.hasNext() && shown.size() < MOST_KEYS) {
      String key = keys.next();
      there.get(key).ifPresent(present -> shown.add(new PresentKey(key, present.metas().size())));
    }
    return new PresenceOf(presence.name(), there.size(), there.metaCount(), List.copyOf(shown));
  }
}
