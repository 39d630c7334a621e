package io.kokko.chaos;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

/**
 * Measures how long many clients of streams need to be live again when their node is killed.
 *
 * <p>Arguments: the host and port of the node that dies, its process, the host and port of the node
 * that takes over, how many clients, how many topics, how many messages a second.
 */
public final class ResumeBench {

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Duration BEFORE = Duration.ofSeconds(5);

  private final InetSocketAddress first;
  private final long process;
  private final InetSocketAddress second;
  private final List<String> topics;
  private final List<InetSocketAddress> nodes;
  private final List<FlappingClient> clients = new ArrayList<>();

  private ResumeBench(String[] arguments) {
    first = address(arguments[0]);
    process = Long.parseLong(arguments[1]);
    second = address(arguments[2]);
    topics =
        IntStream.range(0, Integer.parseInt(arguments[4])).mapToObj(i -> "stream:" + i).toList();
    nodes = new CopyOnWriteArrayList<>(List.of(first));
  }

  /** Measures once. */
  public static void main(String[] arguments) {
    new ResumeBench(arguments).run(Integer.parseInt(arguments[3]), Integer.parseInt(arguments[5]));
  }

  private void run(int count, int perSecond) {
    for (int i = 0; i < count; i++) {
      clients.add(new FlappingClient(topics.get(i % topics.size()), nodes, i));
      if (i % 200 == 199) {
        awaitLive();
      }
    }
    awaitLive();
    Publisher publisher = new Publisher(List.of(second), topics, 16, perSecond);
    LockSupport.parkNanos(BEFORE.toNanos());
    nodes.set(0, second);
    long killed = System.nanoTime();
    ProcessHandle.of(process).orElseThrow().destroyForcibly();
    await(() -> clients.stream().allMatch(client -> client.liveSinceNanos() > killed));
    awaitLive();
    report(killed);
    publisher.close();
    judge(publisher);
    System.exit(0);
  }

  private void report(long killed) {
    long[] millis =
        clients.stream()
            .mapToLong(client -> (client.liveSinceNanos() - killed) / 1_000_000)
            .sorted()
            .toArray();
    System.out.printf(
        "%d clients live again after: p50 %d ms, p99 %d ms, the last %d ms%n",
        millis.length,
        millis[millis.length / 2],
        millis[millis.length * 99 / 100],
        millis[millis.length - 1]);
  }

  private void judge(Publisher publisher) {
    Map<String, String> last = new LinkedHashMap<>();
    topics.forEach(topic -> last.put(topic, publisher.publishForSure(topic, PATIENCE)));
    await(() -> clients.stream().allMatch(c -> c.lastId().equals(last.get(c.topic()))));
    long heard = 0;
    long anew = 0;
    List<String> faults = new ArrayList<>();
    for (String topic : topics) {
      Map<String, List<Entry>> logs = new LinkedHashMap<>();
      clients.stream()
          .filter(client -> client.topic().equals(topic))
          .forEach(client -> logs.put("client " + logs.size(), client.log()));
      Verdict verdict = Checker.judge(logs, publisher.acknowledged(topic));
      heard += verdict.heard();
      anew += verdict.begunAnew();
      faults.addAll(verdict.faults());
    }
    System.out.printf(
        "%d messages heard, %d clients began anew, faults: %s; %d messages not acknowledged%n",
        heard, anew, faults, publisher.unacknowledged());
  }

  private void awaitLive() {
    await(() -> clients.stream().allMatch(FlappingClient::isLive));
  }

  private static void await(BooleanSupplier there) {
    long start = System.nanoTime();
    while (!there.getAsBoolean()) {
      if (System.nanoTime() - start > PATIENCE.toNanos()) {
        throw new AssertionError("not within " + PATIENCE);
      }
      LockSupport.parkNanos(5_000_000);
    }
  }

  private static InetSocketAddress address(String hostAndPort) {
    List<String> parts = Arrays.asList(hostAndPort.split(":", 2));
    return new InetSocketAddress(parts.get(0), Integer.parseInt(parts.get(1)));
  }
}
