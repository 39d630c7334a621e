package io.kokko.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.jspecify.annotations.Nullable;

/**
 * Publishers shout to their topics, and each client checks what it hears: every shout once, in
 * order, undamaged.
 */
final class Fanout implements Traffic {

  /**
   * Says who shouts what.
   *
   * @param publishersPerTopic how many clients of each topic
   * @param publishersListen whether they are among the receivers, and hear themselves
   * @param sizeBytes the size of a payload
   */
  record Plan(int publishersPerTopic, boolean publishersListen, int sizeBytes, Pace pace) {}

  /** What has arrived, for those that are still there, and for those that are not. */
  record Outcome(long expected, long lost, long lostOnDropped) {}

  private final Plan plan;
  private final Setup setup;
  private final DeliveryCounts counts = new DeliveryCounts();
  private final Stages stages = new Stages();
  private final List<FanoutScript> scripts = new ArrayList<>();
  private final List<Publisher> publishers = new ArrayList<>();

  /** By their ids, which are the numbers of their clients. */
  private final @Nullable Publisher[] byId;

  /** Of each client, what it has of each publisher of its topic. */
  private final Receipts[] receipts;

  private final boolean[] receives;
  private final AtomicIntegerArray receiversOfTopic;
  private volatile boolean running;

  Fanout(Plan plan, Setup setup) {
    this.plan = plan;
    this.setup = setup;
    this.receipts = new Receipts[setup.clients() * plan.publishersPerTopic()];
    this.byId = new Publisher[setup.topics() * plan.publishersPerTopic()];
    this.receives = new boolean[setup.clients()];
    this.receiversOfTopic = new AtomicIntegerArray(setup.topics());
  }

  @Override
  public Script on(Loop loop) {
    FanoutScript script = new FanoutScript(this, loop);
    scripts.add(script);
    return script;
  }

  /** Chooses publishers and receivers among those who have joined, and lets them shout. */
  @Override
  public void begin(Load load) {
    for (Client client : load.clients()) {
      if (client.isJoined()) {
        enlist(client);
      }
    }
    running = true;
    load.onEachLoop(loop -> ((FanoutScript) loop.script()).begin());
  }

  /** The first clients of each topic are its publishers. */
  private void enlist(Client client) {
    int index = client.index();
    int topic = setup.topic(index);
    int place = index / setup.topics();
    boolean publishes = place < plan.publishersPerTopic();
    if (publishes) {
      Due due = new Due(Math.max(1e-9, plan.pace().perSecond()), (double) index / byId.length);
      Publisher publisher = new Publisher(index, client, topic, plan.pace(), due);
      publishers.add(publisher);
      byId[index] = publisher;
      script(client).add(publisher);
    }
    if (!publishes || plan.publishersListen()) {
      receives[index] = true;
      receiversOfTopic.incrementAndGet(topic);
      for (int k = 0; k < plan.publishersPerTopic(); k++) {
        receipts[index * plan.publishersPerTopic() + k] = new Receipts();
      }
    }
  }

  private static FanoutScript script(Client client) {
    return (FanoutScript) client.loop().script();
  }

  @Override
  public void end() {
    running = false;
  }

  boolean isRunning() {
    return running;
  }

  Plan plan() {
    return plan;
  }

  Setup setup() {
    return setup;
  }

  @Override
  public DeliveryCounts counts() {
    return counts;
  }

  @Override
  public Stages stages() {
    return stages;
  }

  /** Returns the latencies of a stage; only when the loops have ended. */
  @Override
  public Histogram latency(int stage) {
    Histogram all = new Histogram();
    scripts.forEach(script -> all.addAll(script.latencies().of(stage)));
    return all;
  }

  /** Returns how late shouts left that were due at a time; only when the loops have ended. */
  Histogram sendLag() {
    Histogram all = new Histogram();
    scripts.forEach(script -> all.addAll(script.sendLag()));
    return all;
  }

  /** Tells whether all that was sent to those who are still there has arrived. */
  @Override
  public boolean isAllThere() {
    long expected = 0;
    for (Publisher publisher : publishers) {
      expected += publisher.sent() * receiversOfTopic.get(publisher.topic());
    }
    return counts.received.sum() - counts.doubled.sum() >= expected;
  }

  /** Compares what was sent with what has arrived; only when the loops have ended. */
  Outcome outcome(List<Client> clients) {
    long expected = 0;
    long lost = 0;
    long lostOnDropped = 0;
    for (Publisher publisher : publishers) {
      for (int i = publisher.topic(); i < receives.length; i += setup.topics()) {
        if (receives[i]) {
          long missing = publisher.sent() - receipts(i, publisher).different();
          expected += publisher.sent();
          lost += stayed(clients.get(i)) ? missing : 0;
          lostOnDropped += stayed(clients.get(i)) ? 0 : missing;
        }
      }
    }
    return new Outcome(expected, lost, lostOnDropped);
  }

  private static boolean stayed(Client client) {
    return !client.hasFailed();
  }

  // --- For the scripts ---

  boolean receives(Client client) {
    return receives[client.index()];
  }

  /** Returns the publisher of an id if the client should hear it, else null. */
  @Nullable Publisher heardBy(Client client, long id) {
    Publisher publisher = id >= 0 && id < byId.length ? byId[(int) id] : null;
    return publisher != null && publisher.topic() == setup.topic(client.index()) ? publisher : null;
  }

  Receipts receipts(int client, Publisher publisher) {
    return receipts[client * plan.publishersPerTopic() + publisher.id() / setup.topics()];
  }

  int needed(Publisher publisher) {
    return Math.max(1, receiversOfTopic.get(publisher.topic()));
  }

  void gone(Client client) {
    if (receives(client)) {
      receiversOfTopic.decrementAndGet(setup.topic(client.index()));
    }
  }
}
