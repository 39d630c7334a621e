package io.kokko.pubsub;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Subscribers and publishers of one node (rules 37 and 40). */
class PubSubTest {

  /** Keeps what it gets, in order. */
  private static final class Inbox {
    private final ConcurrentLinkedQueue<Object> messages = new ConcurrentLinkedQueue<>();

    List<Object> messages() {
      return List.copyOf(messages);
    }
  }

  /** Keeps what would go to other nodes. */
  private static final class Outbox implements Adapter<Object> {
    private final List<String> sent = new ArrayList<>();
    private BiConsumer<String, Object> deliver = (topic, message) -> {};

    @Override
    public void start(BiConsumer<String, Object> deliver) {
      this.deliver = deliver;
    }

    @Override
    public String nodeName() {
      return "node@127.0.0.1";
    }

    @Override
    public void broadcast(String topic, Object message) {
      sent.add("all " + topic + " " + message);
    }

    @Override
    public void directBroadcast(String nodeName, String topic, Object message) {
      sent.add(nodeName + " " + topic + " " + message);
    }
  }

  private static final Dispatcher<Inbox, Object> TO_INBOXES =
      (subscribers, from, message) -> {
        for (Inbox inbox : subscribers) {
          if (inbox != from) {
            inbox.messages.add(message);
          }
        }
      };

  private final Outbox outbox = new Outbox();
  private final PubSub<Inbox, Object> pubsub = new PubSub<>(TO_INBOXES, outbox);
  private final Inbox ann = new Inbox();
  private final Inbox bob = new Inbox();

  @Test
  void broadcastReachesTheTopicsSubscribersHereAndElsewhere() {
    pubsub.subscribe("a", ann);
    pubsub.subscribe("b", bob);

    pubsub.broadcast("a", "hi");

    assertThat(ann.messages()).containsExactly("hi");
    assertThat(bob.messages()).isEmpty();
    assertThat(outbox.sent).containsExactly("all a hi");
  }

  @Test
  void senderIsLeftOut() {
    pubsub.subscribe("a", ann);
    pubsub.subscribe("a", bob);

    pubsub.broadcastFrom(ann, "a", "hi");
    pubsub.localBroadcastFrom(bob, "a", "ho");

    assertThat(ann.messages()).containsExactly("ho");
    assertThat(bob.messages()).containsExactly("hi");
    assertThat(outbox.sent).containsExactly("all a hi");
  }

  @Test
  void directBroadcastLeavesThisNodeAlone() {
    pubsub.subscribe("a", ann);

    pubsub.directBroadcast("other@127.0.0.1", "a", "hi");

    assertThat(ann.messages()).isEmpty();
    assertThat(outbox.sent).containsExactly("other@127.0.0.1 a hi");
  }

  @Test
  void messageOfAnotherNodeIsPublishedHereOnly() {
    pubsub.subscribe("a", ann);

    outbox.deliver.accept("a", "hi");

    assertThat(ann.messages()).containsExactly("hi");
    assertThat(outbox.sent).isEmpty();
  }

  @Test
  void topicIsForgottenWithItsLastSubscriber() {
    pubsub.subscribe("a", ann);
    pubsub.subscribe("a", bob);
    pubsub.unsubscribe("a", ann);
    assertThat(pubsub.topicCount()).isEqualTo(1);

    pubsub.unsubscribe("a", bob);
    pubsub.unsubscribe("a", bob);

    assertThat(pubsub.topicCount()).isZero();
  }

  @Test
  @Timeout(60)
  void whoStaysMissesNothingWhileOthersComeAndGo() throws Exception {
    int crowd = 3;
    int rounds = 5_000;
    pubsub.subscribe("a", ann);
    ExecutorService threads = Executors.newFixedThreadPool(crowd + 1);
    try {
      CountDownLatch start = new CountDownLatch(1);
      List<Future<?>> work = new ArrayList<>();
      for (int i = 0; i < crowd; i++) {
        Random random = new Random(i);
        work.add(threads.submit(() -> comeAndGo(start, random, rounds)));
      }
      work.add(threads.submit(() -> publish(start, rounds)));
      start.countDown();
      for (Future<?> task : work) {
        task.get(30, TimeUnit.SECONDS);
      }
    } finally {
      threads.shutdownNow();
    }

    assertThat(ann.messages()).isEqualTo(IntStream.range(0, rounds).boxed().toList());
    assertThat(pubsub.topicCount()).isEqualTo(1);
  }

  /** Leaves no topic behind but the one that {@code ann} stays in. */
  private Void comeAndGo(CountDownLatch start, Random random, int rounds) throws Exception {
    start.await();
    for (int i = 0; i < rounds; i++) {
      Inbox passer = new Inbox();
      String topic = random.nextBoolean() ? "a" : "b";
      pubsub.subscribe(topic, passer);
      pubsub.unsubscribe(topic, passer);
    }
    return null;
  }

  private Void publish(CountDownLatch start, int rounds) throws Exception {
    start.await();
    for (int i = 0; i < rounds; i++) {
      pubsub.localBroadcast("a", i);
    }
    return null;
  }
}
