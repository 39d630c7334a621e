package io.kokko.guide;

import io.kokko.presence.Presence;
import io.kokko.presence.PresenceDiff;
import io.kokko.presence.Presences;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorRef;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Shows in the guide what a presence can do besides. */
public final class Lobby {

  private static final Logger LOG = LoggerFactory.getLogger(Lobby.class);

  // tag::builder[]
  /** Knows the names of users, forgives short drops, and writes down who is there. */
  public static Presence create(Map<String, String> namesOfUsers) {
    return Presence.builder("lobby")
        .fetch((topic, joins) -> names(joins, namesOfUsers))
        .handleMetas(Lobby::writeDown)
        .grace(Duration.ofSeconds(5))
        .build();
  }

  private static CompletionStage<Map<String, Object>> names(
      Presences joins, Map<String, String> namesOfUsers) {
    Map<String, Object> fields = new HashMap<>();
    for (String user : joins) {
      fields.put(user, Map.of("name", namesOfUsers.getOrDefault(user, user)));
    }
    return CompletableFuture.completedFuture(fields);
  }

  private static void writeDown(String topic, PresenceDiff diff, Presences now) {
    LOG.info("{}: {} came, {} went", topic, diff.joins().keys(), diff.leaves().keys());
  }

  // end::builder[]

  // tag::actor[]
  /** A game server that is shown among the players, until its actor ends. */
  static void show(Presence presence, ActorRef<?> gameServer) {
    presence
        .track(gameServer, "presence:lobby", "server", Map.of("load", 0.5))
        .thenAccept(ref -> LOG.info("shown as {}", ref))
        .exceptionally(
            failure -> {
              LOG.warn("not shown: {}", failure.getMessage());
              return null;
            });
  }

  // end::actor[]

  private Lobby() {}
}
