package io.kokko.presence;

import static io.kokko.presence.PresenceNode.await;
import static io.kokko.presence.PresenceNode.get;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kokko.message.Message;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes, one presence (rules 53, 55 and 57). */
class PresenceClusterTest {

  private static final String TOPIC = "presence:lobby";

  @TempDir private Path directory;
  private PresenceNode here;
  private PresenceNode there;

  @BeforeEach
  void start() {
    here = PresenceNode.start("here@127.0.0.1", directory);
    there = PresenceNode.start("there@127.0.0.1", directory);
  }

  @AfterEach
  void stop() {
    here.close();
    there.close();
  }

  @Test
  void eachNodeKnowsTheOthersMembersAlsoThoseFromBeforeTheyMet() {
    here.track(TOPIC, "ann");
    there.track(TOPIC, "bob");

    here.connect(there);
    there.track(TOPIC, "eve");

    awaitKeys(here, "ann", "bob", "eve");
    awaitKeys(there, "ann", "bob", "eve");
    assertThat(json(here)).isEqualTo(json(there));
  }

  @Test
  void diffIsBroadcastByEachNodeToItsOwnClients() throws InterruptedException {
    BlockingQueue<Message.Broadcast> heard = new LinkedBlockingQueue<>();
    here.connect(there);
    there.endpoint().subscribe(TOPIC, heard::add);

    here.track(TOPIC, "ann");

    Message.Broadcast diff = heard.poll(10, TimeUnit.SECONDS);
    assertThat(diff).isNotNull();
    assertThat(diff.event()).isEqualTo("presence_diff");
    JsonNode payload = diff.payload().json();
    assertThat(payload.get("joins").fieldNames()).toIterable().containsExactly("ann");
    assertThat(payload.get("leaves")).isEmpty();
  }

  @Test
  void endOfAnActorIsALeaveEverywhere() {
    here.connect(there);
    ActorRef<PresenceNode.End> ann = here.track(TOPIC, "ann");
    here.track(TOPIC, "bob");
    awaitKeys(there, "ann", "bob");

    ann.tell(new PresenceNode.End());

    awaitKeys(here, "bob");
    awaitKeys(there, "bob");
  }

  @Test
  void updateOnOneNodeIsSeenOnTheOther() {
    here.connect(there);
    ActorRef<PresenceNode.End> ann = here.track(TOPIC, "ann");

    String ref = get(here.presence().update(ann, TOPIC, "ann", Map.of("status", "busy")));

    await("update", () -> json(there).findValuesAsText("phx_ref").contains(ref));
    JsonNode metas = json(there).get("ann").get("metas");
    assertThat(metas).hasSize(1);
    assertThat(metas.get(0).get("status").textValue()).isEqualTo("busy");
    assertThat(metas.get(0).has("phx_ref_prev")).isTrue();
  }

  @Test
  void cutShowsLeavesAndHealsToTheSameRefs() {
    here.connect(there);
    here.track(TOPIC, "ann");
    there.track(TOPIC, "bob");
    awaitKeys(here, "ann", "bob");
    awaitKeys(there, "ann", "bob");
    JsonNode before = json(here);

    get(here.node().disconnect("there@127.0.0.1"));
    awaitKeys(here, "ann");
    awaitKeys(there, "bob");
    here.track(TOPIC, "eve");
    here.connect(there);

    awaitKeys(here, "ann", "bob", "eve");
    awaitKeys(there, "ann", "bob", "eve");
    assertThat(json(there).get("ann")).isEqualTo(before.get("ann"));
    assertThat(json(here).get("bob")).isEqualTo(before.get("bob"));
  }

  @Test
  void nodeThatLeavesTakesItsMembersWithItWithinASecond() {
    here.connect(there);
    here.track(TOPIC, "ann");
    there.track(TOPIC, "bob");
    awaitKeys(here, "ann", "bob");

    there.terminate();

    Duration took = await("leave", () -> here.presence().list(TOPIC).keys().equals(Set.of("ann")));
    System.out.println("members gone after a leave: " + took.toMillis() + " ms");
    assertThat(took).isLessThan(Duration.ofSeconds(1));
  }

  @Test
  void nodeThatComesBackUnderItsNameIsANewReplica() {
    here.connect(there);
    there.track(TOPIC, "bob");
    awaitKeys(here, "bob");
    there.close();
    there = PresenceNode.start("there@127.0.0.1", directory);
    there.track(TOPIC, "eve");

    there.connect(here);

    awaitKeys(here, "eve");
  }

  @Test
  void storedMembersArriveInPieces() {
    int members = 5_000;
    ActorRef<PresenceNode.End> actor = here.actor();
    List<CompletionStage<String>> tracked = new ArrayList<>();
    for (int i = 0; i < members; i++) {
      tracked.add(here.presence().track(actor, TOPIC, "user" + i, Map.of("online_at", i)));
    }
    tracked.forEach(PresenceNode::get);

    here.connect(there);

    Duration took = await("all members", () -> there.presence().list(TOPIC).size() == members);
    assertThat(took).isLessThan(Duration.ofSeconds(5));
    assertThat(json(there)).isEqualTo(json(here));
  }

  @Test
  void bothNodesAgreeWithTheTruthAfterAStorm() {
    here.connect(there);
    Random random = new Random(7);
    Map<String, ActorRef<PresenceNode.End>> alive = new HashMap<>();
    for (int i = 0; i < 3_000; i++) {
      String key = "user" + random.nextInt(300);
      PresenceNode node = key.hashCode() % 2 == 0 ? here : there;
      ActorRef<PresenceNode.End> actor = alive.remove(key);
      if (actor != null && random.nextBoolean()) {
        actor.tell(new PresenceNode.End());
      } else {
        if (actor != null) {
          node.presence().untrack(actor, TOPIC, key);
        }
        ActorRef<PresenceNode.End> next = node.actor();
        node.presence().track(next, TOPIC, key, Map.of("n", i));
        alive.put(key, next);
      }
    }

    for (PresenceNode node : List.of(here, there)) {
      await("the truth", () -> node.presence().list(TOPIC).keys().equals(alive.keySet()));
    }
    await("the same", () -> sameMetas());
  }

  private boolean sameMetas() {
    return json(here).equals(json(there)) && here.presence().list(TOPIC).metaCount() > 0;
  }

  private static void awaitKeys(PresenceNode node, String... keys) {
    await(
        List.of(keys) + " on " + node.node().self(),
        () -> node.presence().list(TOPIC).keys().equals(Set.of(keys)));
  }

  private static JsonNode json(PresenceNode node) {
    return node.presence().list(TOPIC).payload().json();
  }
}
