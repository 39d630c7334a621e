package io.kokko.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.kokko.endpoint.Endpoint;
import io.kokko.message.Message;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.typed.ActorSystem;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whom the broadcasts of an endpoint reach, on two nodes (rule 37). */
class EndpointBroadcastsTest {

  private static final String TOPIC = "news";

  @TempDir private Path directory;
  private Nodes nodes;
  private Endpoint here;
  private Endpoint there;
  private final BlockingQueue<String> heardHere = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> heardThere = new LinkedBlockingQueue<>();

  @BeforeEach
  void start() {
    nodes = new Nodes(directory);
    ActorSystem<?> one = nodes.system("here@127.0.0.1", Map.of());
    ActorSystem<?> other = nodes.system("there@127.0.0.1", Map.of());
    nodes.start(one);
    Nodes.get(nodes.start(other).connect("here@127.0.0.1"));
    here = Nodes.get(Endpoint.on(one).server(false).start());
    there = Nodes.get(Endpoint.on(other).server(false).start());
    here.subscribe(TOPIC, broadcast -> heardHere.add(broadcast.event()));
    there.subscribe(TOPIC, broadcast -> heardThere.add(broadcast.event()));
  }

  @AfterEach
  void close() {
    nodes.close();
  }

  @Test
  void broadcastReachesBothNodesAndALocalOneOnlyItsOwn() throws InterruptedException {
    here.localBroadcast(TOPIC, "local", Map.of());
    here.broadcast(TOPIC, "everywhere", Map.of());

    assertThat(take(heardHere)).isEqualTo("local");
    assertThat(take(heardHere)).isEqualTo("everywhere");
    assertThat(take(heardThere)).isEqualTo("everywhere");
  }

  @Test
  void directBroadcastReachesTheOtherNodeAndNeverItsOwn() throws InterruptedException {
    here.directBroadcast("there@127.0.0.1", TOPIC, "to there", Map.of());
    here.directBroadcast("here@127.0.0.1", TOPIC, "to myself", Map.of());
    here.broadcast(TOPIC, "last", Map.of());

    assertThat(take(heardThere)).isEqualTo("to there");
    assertThat(take(heardThere)).isEqualTo("last");
    assertThat(take(heardHere)).isEqualTo("last");
  }

  @Test
  void listenerThatBroadcastsMayBeLeftOut() throws InterruptedException {
    BlockingQueue<Message.Broadcast> heard = new LinkedBlockingQueue<>();
    Endpoint.Subscription from = here.subscribe(TOPIC, heard::add);

    here.localBroadcastFrom(from, TOPIC, "local", Map.of());
    here.broadcastFrom(from, TOPIC, "everywhere", Map.of());

    assertThat(take(heardHere)).isEqualTo("local");
    assertThat(take(heardHere)).isEqualTo("everywhere");
    assertThat(take(heardThere)).isEqualTo("everywhere");
    assertThat(heard).isEmpty();
  }

  @Test
  void subscriptionEnds() throws InterruptedException {
    BlockingQueue<Message.Broadcast> heard = new LinkedBlockingQueue<>();
    Endpoint.Subscription subscription = there.subscribe(TOPIC, heard::add);

    subscription.close();
    here.broadcast(TOPIC, "unheard", Map.of());

    assertThat(take(heardThere)).isEqualTo("unheard");
    assertThat(heard).isEmpty();
  }

  private static String take(BlockingQueue<String> heard) throws InterruptedException {
    String event = heard.poll(10, TimeUnit.SECONDS);
    assertThat(event).as("a broadcast within 10 s").isNotNull();
    return event;
  }
}
