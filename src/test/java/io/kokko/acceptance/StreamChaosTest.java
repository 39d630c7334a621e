package io.kokko.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.kokko.chaos.Checker;
import io.kokko.chaos.Entry;
import io.kokko.chaos.FlappingClient;
import io.kokko.chaos.Publisher;
import io.kokko.chaos.Verdict;
import io.kokko.store.PostgresServer;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills nodes, restarts the database and cuts the network under 200 clients that come and go, and
 * lets {@link Checker} judge what each of them has heard.
 *
 * <p>With the system property {@code kokko.full} it takes twenty minutes.
 */
class StreamChaosTest {

  private static final boolean FULL = Boolean.getBoolean("kokko.full");
  private static final int CLIENTS = 200;
  private static final int MESSAGES_PER_SECOND = 200;
  private static final int PORT = 4000;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private static final List<String> TOPICS =
      IntStream.range(0, 8).mapToObj(i -> "stream:" + i).toList();

  /** How long each state lasts, broken or whole. */
  private static final Duration WHILE = Duration.ofSeconds(FULL ? 12 : 2);

  private static final int ROUNDS = FULL ? 18 : 1;

  @TempDir private Path runtimeDirectory;
  private Network network;
  private Commands commands;
  private PostgresServer postgres;
  private String database;
  private final List<String> hosts = new ArrayList<>();
  private final Map<String, Program> nodes = new HashMap<>();
  private final List<FlappingClient> clients = new ArrayList<>();
  private @Nullable Publisher publisher;

  @BeforeEach
  void start() {
    network = Network.create();
    commands = new Commands(runtimeDirectory);
    postgres = PostgresServer.startOn(network.ownAddress());
    database = postgres.createDatabase();
    for (int i = 0; i < 3; i++) {
      hosts.add(network.addHost());
    }
    hosts.forEach(this::startNode);
    hosts.forEach(host -> node(host).await("serves http://"));
  }

  @AfterEach
  void close() {
    clients.forEach(FlappingClient::close);
    if (publisher != null) {
      publisher.close();
    }
    if (commands != null) {
      commands.close();
    }
    if (postgres != null) {
      postgres.close();
    }
    if (network != null) {
      network.close();
    }
  }

  @Test
  void clientsHearAllThatWasAcknowledgedOnceAndInOrder() {
    List<InetSocketAddress> addresses =
        hosts.stream().map(host -> new InetSocketAddress(host, PORT)).toList();
    for (int i = 0; i < CLIENTS; i++) {
      clients.add(new FlappingClient(TOPICS.get(i % TOPICS.size()), addresses, i));
    }
    awaitAll(FlappingClient::isLive, "joined");
    Publisher published = new Publisher(addresses, TOPICS, 16, MESSAGES_PER_SECOND);
    publisher = published;
    Flapping flapping = new Flapping();
    flapping.start();

    for (int round = 0; round < ROUNDS; round++) {
      killAndRestart(hosts.get(round % hosts.size()));
      killAndRestart(hosts.get((round + 1) % hosts.size()));
      if (round == ROUNDS / 2) {
        restartDatabase();
        cut(hosts.get(2));
      }
    }

    flapping.end();
    published.close();
    requireAll(published);
  }

  private void killAndRestart(String host) {
    pass();
    node(host).kill();
    pass();
    startNode(host);
    node(host).await("serves http://");
  }

  private void restartDatabase() {
    pass();
    postgres.stop(PostgresServer.Stop.FAST);
    LockSupport.parkNanos(Duration.ofSeconds(2).toNanos());
    postgres.startAgain();
  }

  private void cut(String host) {
    pass();
    network.cut(host);
    pass();
    network.heal(host);
    pass();
  }

  private static void pass() {
    LockSupport.parkNanos(WHILE.toNanos());
  }

  /** Ends each topic with a message, waits until all have it, and judges. */
  private void requireAll(Publisher published) {
    Map<String, String> last = new HashMap<>();
    TOPICS.forEach(topic -> last.put(topic, published.publishForSure(topic, PATIENCE)));
    awaitAll(client -> client.lastId().equals(last.get(client.topic())), "heard the last message");
    long heard = 0;
    long resumed = 0;
    long anew = 0;
    long acknowledged = 0;
    List<String> faults = new ArrayList<>();
    for (String topic : TOPICS) {
      Verdict verdict = Checker.judge(logs(topic), published.acknowledged(topic));
      heard += verdict.heard();
      resumed += verdict.resumed();
      anew += verdict.begunAnew();
      acknowledged += published.acknowledged(topic).size();
      faults.addAll(verdict.faults());
    }
    System.out.printf(
        "%d messages acknowledged, %d not; heard %d, by clients that went on %d times and began"
            + " anew %d times%n",
        acknowledged, published.unacknowledged(), heard, resumed, anew);
    assertThat(faults).isEmpty();
    assertThat(acknowledged).isPositive();
    assertThat(resumed).isGreaterThan(CLIENTS);
    assertThat(anew).isZero();
  }

  private Map<String, List<Entry>> logs(String topic) {
    Map<String, List<Entry>> logs = new LinkedHashMap<>();
    for (int i = 0; i < clients.size(); i++) {
      if (clients.get(i).topic().equals(topic)) {
        logs.put("client " + i, clients.get(i).log());
      }
    }
    return logs;
  }

  private void awaitAll(Predicate<FlappingClient> there, String what) {
    await(() -> clients.stream().allMatch(there), what);
  }

  private void await(BooleanSupplier there, String what) {
    long start = System.nanoTime();
    while (!there.getAsBoolean()) {
      if (System.nanoTime() - start > PATIENCE.toNanos()) {
        throw new AssertionError("not all clients have " + what + " within " + PATIENCE);
      }
      LockSupport.parkNanos(20_000_000);
    }
  }

  private void startNode(String host) {
    List<String> arguments =
        new ArrayList<>(
            List.of("server", "--name", name(host), "--host", host, "--port", "" + PORT));
    for (String other : hosts) {
      if (!other.equals(host)) {
        arguments.addAll(List.of("--seed", name(other)));
      }
    }
    nodes.put(
        host,
        commands.kokkoBy(
            network.on(host),
            List.of("-Dkokko.streams.store.url=" + database),
            arguments.toArray(String[]::new)));
  }

  private Program node(String host) {
    return Objects.requireNonNull(nodes.get(host));
  }

  private static String name(String host) {
    return "node@" + host;
  }

  /** Drops the connections of some clients all the time. */
  private final class Flapping extends Thread {

    private final Random random = new Random(7);
    private volatile boolean ended;

    Flapping() {
      super("flapping");
      setDaemon(true);
    }

    @Override
    public void run() {
      while (!ended) {
        clients.get(random.nextInt(clients.size())).drop();
        LockSupport.parkNanos(Duration.ofMillis(40).toNanos());
      }
    }

    void end() {
      ended = true;
    }
  }
}
