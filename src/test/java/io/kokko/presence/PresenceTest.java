package io.kokko.presence;

import static io.kokko.presence.PresenceNode.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.typesafe.config.ConfigFactory;
import io.kokko.channel.Reply;
import io.kokko.hello.PresenceChannel;
import io.kokko.hello.User;
import io.kokko.hello.UserSocket;
import io.kokko.message.Payload;
import io.kokko.message.PayloadException;
import io.kokko.socket.SocketHandler;
import io.kokko.testkit.ChannelTestKit;
import io.kokko.testkit.TestClient;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One node: what clients are told, and what the application is (rules 53 to 56 and 58). */
class PresenceTest {

  private static final String TOPIC = "presence:p";

  private final ChannelTestKit kit =
      new ChannelTestKit(
          ConfigFactory.parseMap(
              Map.of(
                  "kokko.presence.piece-keys", 2,
                  "kokko.presence.max-meta-bytes", 200,
                  "kokko.presence.crowd-window", "50 ms")));

  @AfterEach
  void stop() {
    kit.close();
  }

  @Test
  void clientGetsTheStateThenItsOwnJoin() {
    SocketHandler<User> socket = start(Presence.create("test"));
    TestClient ann = joined(socket, "ann");

    assertThat(ann.expectPush("presence_state", Payload.class)).isEqualTo(Payload.empty());
    JsonNode diff = ann.expectBroadcast("presence_diff", JsonNode.class);
    assertThat(diff.at("/joins/ann/metas/0/phx_ref").textValue()).hasSize(16);
    assertThat(diff.at("/joins/ann/metas/0/online_at").isNumber()).isTrue();
    assertThat(diff.get("leaves")).isEmpty();
  }

  @Test
  void updateIsALeaveAndAJoinThatNamesIt() {
    TestClient ann = joined(start(Presence.create("test")), "ann");
    String ref = diff(ann).at("/joins/ann/metas/0/phx_ref").textValue();

    assertThat(ann.push(TOPIC, "update_meta", Map.of("status", "busy"))).isEqualTo(Reply.ok());

    JsonNode update = diff(ann);
    assertThat(update.at("/leaves/ann/metas/0/phx_ref").textValue()).isEqualTo(ref);
    assertThat(update.at("/joins/ann/metas/0/phx_ref_prev").textValue()).isEqualTo(ref);
    assertThat(update.at("/joins/ann/metas/0/status").textValue()).isEqualTo("busy");
    assertThat(update.at("/joins/ann/metas/0").has("online_at")).isTrue();
  }

  @Test
  void twoTabsOfOneUserAreTwoMetas() {
    SocketHandler<User> socket = start(Presence.create("test"));
    TestClient first = joined(socket, "ann");
    diff(first);
    TestClient second = joined(socket, "ann");
    diff(first);

    assertThat(first.push(TOPIC, "list", Map.of()).response().json().at("/ann/metas")).hasSize(2);

    second.disconnect();
    assertThat(diff(first).at("/leaves/ann/metas")).hasSize(1);
    assertThat(first.push(TOPIC, "list", Map.of()).response().json().at("/ann/metas")).hasSize(1);
  }

  @Test
  void untrackLeavesAndMayBeRepeated() {
    TestClient ann = joined(start(Presence.create("test")), "ann");
    diff(ann);

    assertThat(ann.push(TOPIC, "untrack", Map.of())).isEqualTo(Reply.ok());

    assertThat(diff(ann).at("/leaves/ann/metas")).hasSize(1);
    assertThat(ann.push(TOPIC, "untrack", Map.of())).isEqualTo(Reply.ok());
    ann.expectNo("presence_diff");
  }

  @Test
  void trackedTwiceAndUpdatedUntrackedFailAsInPhoenix() {
    Presence presence = Presence.create("test");
    start(presence);
    var actor = kit.actor();
    get(presence.track(actor, TOPIC, "ann", Map.of()));

    assertThatThrownBy(() -> get(presence.track(actor, TOPIC, "ann", Map.of())))
        .isInstanceOf(AlreadyTrackedException.class)
        .hasMessage("\"ann\" of presence:p: already tracked (expected: update, or another key)");
    assertThatThrownBy(() -> get(presence.update(actor, TOPIC, "bob", Map.of())))
        .isInstanceOf(NoPresenceException.class);
    get(presence.untrack(actor, TOPIC, "bob"));
    get(presence.track(actor, TOPIC, "bob", Map.of()));
    get(presence.track(actor, "presence:q", "ann", Map.of()));
    assertThat(presence.list(TOPIC).keys()).containsExactlyInAnyOrder("ann", "bob");
    assertThat(presence.getByKey(TOPIC, "ann")).isPresent();
    assertThat(presence.getByKey(TOPIC, "eve")).isEmpty();

    get(presence.untrack(actor, TOPIC));
    assertThat(presence.list(TOPIC)).isEmpty();
    assertThat(presence.topics()).containsExactly("presence:q");
  }

  @Test
  void whatCannotBeTrackedIsRefusedAtItsCaller() {
    Presence presence = Presence.create("test");
    assertThatThrownBy(() -> presence.list(TOPIC)).isInstanceOf(IllegalStateException.class);
    start(presence);

    assertThatThrownBy(() -> presence.track(kit.actor(), TOPIC, "ann", List.of()))
        .isInstanceOf(PayloadException.class);
    assertThatThrownBy(() -> presence.track(kit.actor(), TOPIC, "\ud800", Map.of()))
        .isInstanceOf(PayloadException.class);
    assertThatThrownBy(
            () -> presence.track(kit.actor(), TOPIC, "ann", Map.of("text", "x".repeat(200))))
        .isInstanceOf(MetaTooLargeException.class);
  }

  @Test
  void largeStateComesInPiecesThatOnlyJoin() {
    Presence presence = Presence.create("test");
    SocketHandler<User> socket = start(presence);
    var actor = kit.actor();
    for (String key : List.of("a", "b", "c", "d", "e")) {
      get(presence.track(actor, TOPIC, key, Map.of()));
    }

    TestClient ann = joined(socket, "ann");

    Set<String> keys = new HashSet<>();
    keys.addAll(keys(ann.expectPush("presence_state", JsonNode.class)));
    assertThat(keys).hasSize(2);
    for (int size : List.of(2, 1)) {
      JsonNode piece = ann.expectPush("presence_diff", JsonNode.class);
      assertThat(piece.get("leaves")).isEmpty();
      assertThat(piece.get("joins")).hasSize(size);
      keys.addAll(keys(piece.get("joins")));
    }
    assertThat(keys).containsExactlyInAnyOrder("a", "b", "c", "d", "e");
  }

  @Test
  void fetchedFieldsStandBesideTheMetasEverywhere() {
    Presence presence =
        Presence.builder("test")
            .fetch(
                (topic, joins) ->
                    CompletableFuture.completedFuture(
                        Map.of("ann", Map.of("name", "Ann", "metas", "not yours"))))
            .build();
    TestClient ann = joined(start(presence), "ann");

    assertThat(diff(ann).at("/joins/ann/name").textValue()).isEqualTo("Ann");
    assertThat(presence.list(TOPIC).payload().json().at("/ann/name").textValue()).isEqualTo("Ann");
    ann.push(TOPIC, "update_meta", Map.of("n", 1));
    assertThat(diff(ann).at("/leaves/ann/name").textValue()).isEqualTo("Ann");
  }

  @Test
  void fetchThatFailsCostsOnlyItsFields() {
    Presence presence =
        Presence.builder("test")
            .fetch((topic, joins) -> CompletableFuture.failedFuture(new IllegalStateException()))
            .build();
    TestClient ann = joined(start(presence), "ann");

    assertThat(diff(ann).at("/joins/ann/metas")).hasSize(1);
  }

  @Test
  void fetchThatIsSlowHoldsUpItsOwnTopicOnlyAndKeepsTheOrder() {
    CompletableFuture<Map<String, ?>> slow = new CompletableFuture<>();
    Presence presence =
        Presence.builder("test")
            .fetch(
                (topic, joins) ->
                    topic.equals(TOPIC) && joins.get("ann").isPresent()
                        ? slow
                        : CompletableFuture.completedFuture(Map.of()))
            .build();
    start(presence);
    var actor = kit.actor();
    var heard = kit.subscribe(TOPIC);
    var ann = presence.track(actor, TOPIC, "ann", Map.of()).toCompletableFuture();
    get(presence.track(actor, "presence:q", "ann", Map.of()));
    var bob = presence.track(actor, TOPIC, "bob", Map.of()).toCompletableFuture();
    assertThat(ann).isNotDone();
    assertThat(bob).isNotDone();

    slow.complete(Map.of());

    get(bob);
    Set<String> first = keys(heard.expectBroadcast("presence_diff", JsonNode.class).get("joins"));
    assertThat(first).contains("ann");
    assertThat(presence.list(TOPIC).keys()).containsExactlyInAnyOrder("ann", "bob");
  }

  @Test
  void handleMetasHearsDiffsWithWhoIsThereNow() throws InterruptedException {
    BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    Presence presence =
        Presence.builder("test")
            .handleMetas(
                (topic, diff, now) ->
                    heard.add(
                        topic
                            + " +"
                            + diff.joins().keys()
                            + " -"
                            + diff.leaves().keys()
                            + " "
                            + now.size()))
            .build();
    start(presence);
    var actor = kit.actor();

    get(presence.track(actor, TOPIC, "ann", Map.of()));
    assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo("presence:p +[ann] -[] 1");
    get(presence.untrack(actor, TOPIC, "ann"));
    assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo("presence:p +[] -[ann] 0");
  }

  @Test
  void withinTheGraceNobodyHearsOfAShortDrop() {
    Presence presence = Presence.builder("test").grace(Duration.ofSeconds(30)).build();
    start(presence);
    var heard = kit.subscribe(TOPIC);
    String ref = get(presence.track(kit.actor(), TOPIC, "ann", Map.of("name", "Ann")));
    heard.expectBroadcast("presence_diff", JsonNode.class);
    var dropped = kit.actor();
    get(presence.track(dropped, TOPIC, "bob", Map.of("name", "Bob")));
    heard.expectBroadcast("presence_diff", JsonNode.class);

    get(presence.untrack(dropped, TOPIC, "bob"));
    get(presence.track(kit.actor(), TOPIC, "bob", Map.of("name", "Bob")));

    heard.expectNoBroadcast("presence_diff");
    assertThat(presence.list(TOPIC).keys()).containsExactlyInAnyOrder("ann", "bob");
    assertThat(presence.list(TOPIC).toString()).contains(ref);
  }

  @Test
  void crowdCountHearsOnlyTheNumber() {
    Presence presence = Presence.create("test");
    SocketHandler<User> socket = start(presence);
    TestClient plain = joined(socket, "ann");
    diff(plain);
    TestClient counting = kit.connect(socket, Map.of());
    Reply reply = counting.join(TOPIC, Map.of("user", "bob", "_x", Map.of("presence", "count")));

    assertThat(reply).isEqualTo(Reply.ok(Map.of("_x", Map.of("presence", "count"))));
    assertThat(count(counting)).isEqualTo(1);
    assertThat(count(counting)).isEqualTo(2);
    assertThat(keys(diff(plain).get("joins"))).containsExactly("bob");
    counting.expectNo("presence_diff");
    counting.expectNo("presence_state");
    plain.expectNo("presence_count");
  }

  @Test
  void crowdTopHearsOfSomeKeysAndTheNumber() {
    Presence presence = Presence.create("test");
    SocketHandler<User> socket = start(presence);
    var actor = kit.actor();
    for (String key : List.of("a", "b", "c")) {
      get(presence.track(actor, TOPIC, key, Map.of()));
    }
    TestClient client = kit.connect(socket, Map.of());
    client.join(TOPIC, Map.of("user", "z", "_x", Map.of("presence", "top:2")));

    Set<String> top = keys(client.expectPush("presence_state", JsonNode.class));
    assertThat(top).hasSize(2);
    assertThat(count(client)).isEqualTo(3);
    assertThat(count(client)).isEqualTo(4);
    client.expectNo("presence_diff");
    String gone = top.iterator().next();
    get(presence.untrack(actor, TOPIC, gone));

    JsonNode diff = client.expect("presence_diff", JsonNode.class);
    assertThat(keys(diff.get("leaves"))).containsExactly(gone);
    assertThat(diff.get("joins")).hasSize(1);
    assertThat(count(client)).isEqualTo(3);
  }

  @Test
  void unknownWishIsThatOfAPlainClient() {
    SocketHandler<User> socket = start(Presence.create("test"));
    for (Object wish : List.of("full", "top:0", "top:x", 7, List.of())) {
      TestClient client = kit.connect(socket, Map.of());
      Reply reply = client.join(TOPIC, Map.of("user", "ann", "_x", Map.of("presence", wish)));

      assertThat(reply).isEqualTo(Reply.ok());
      client.expectPush("presence_state", JsonNode.class);
    }
  }

  @Test
  void listOfManyIsThereAtOnceWhileOthersComeAndGo() {
    Presence presence = Presence.create("test");
    start(presence);
    var actor = kit.actor();
    CompletionStage<String> last = CompletableFuture.completedFuture("");
    for (int i = 0; i < 20_000; i++) {
      last = presence.track(actor, TOPIC, "user" + i, Map.of());
    }
    get(last);

    long[] nanos = new long[2_000];
    for (int i = 0; i < nanos.length; i++) {
      presence.untrack(actor, TOPIC, "user" + i);
      long start = System.nanoTime();
      assertThat(presence.list(TOPIC).size()).isGreaterThan(10_000);
      nanos[i] = System.nanoTime() - start;
    }

    Arrays.sort(nanos);
    assertThat(Duration.ofNanos(nanos[nanos.length * 99 / 100])).isLessThan(Duration.ofMillis(5));
  }

  @Test
  void listIsAPayloadAsItStands() {
    Presence presence = Presence.create("test");
    start(presence);
    get(presence.track(kit.actor(), TOPIC, "\"é", Map.of("n", 1)));

    JsonNode list = Payload.of(presence.list(TOPIC)).json();
    assertThat(list).isEqualTo(presence.list(TOPIC).payload().json());
    assertThat(list.get("\"é").at("/metas/0/n").intValue()).isEqualTo(1);
  }

  private SocketHandler<User> start(Presence presence) {
    kit.presence(presence);
    return UserSocket.create().channel("presence:*", PresenceChannel.create(presence));
  }

  private TestClient joined(SocketHandler<User> socket, String user) {
    TestClient client = kit.connect(socket, Map.of());
    assertThat(client.join(TOPIC, Map.of("user", user))).isEqualTo(Reply.ok());
    return client;
  }

  private static JsonNode diff(TestClient client) {
    return client.expectBroadcast("presence_diff", JsonNode.class);
  }

  private static int count(TestClient client) {
    return client.expect("presence_count", JsonNode.class).get("count").intValue();
  }

  private static Set<String> keys(JsonNode object) {
    Set<String> keys = new TreeSet<>();
    object.fieldNames().forEachRemaining(keys::add);
    return keys;
  }
}
