package io.kokko.presence;

import com.fasterxml.jackson.databind.JsonNode;
import io.kokko.message.Message;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * Measures what docs/presence.md tells: {@code list}, memory, transfer, latency and a storm. Two
 * JVMs: the one that is started, and a second one that it starts with the argument {@code other}.
 *
 * <p>{@code mvn -q test-compile exec:...} is not needed: run it as a plain class on the test class
 * path. Not a test, since its figures are only worth something on a machine of its own.
 */
public final class PresenceBench {

  private static final String TOPIC = "presence:big";

  private PresenceBench() {}

  /**
   * Runs the parts that are named: single, restarts, and pair with transfer, latency, idle, storm.
   */
  public static void main(String[] arguments) throws Exception {
    Path directory = Path.of(System.getProperty("kokko.runtime-directory"));
    if (arguments[0].equals("other")) {
      other(directory);
      return;
    }
    for (String part : arguments) {
      switch (part) {
        case "single" -> single(directory);
        case "restarts" -> restarts();
        case "pair" -> pair(directory, arguments);
        default -> {}
      }
    }
    Runtime.getRuntime().halt(0);
  }

  /** 100,000 actors, each a member of one topic. */
  private static void single(Path directory) throws Exception {
    int members = 100_000;
    try (PresenceNode node = PresenceNode.start("one@127.0.0.1", directory)) {
      Presence presence = node.presence();
      List<ActorRef<PresenceNode.End>> actors = new ArrayList<>();
      for (int i = 0; i < members; i++) {
        actors.add(node.actor());
      }
      long before = liveBytes();
      long start = System.nanoTime();
      List<CompletionStage<String>> tracked = new ArrayList<>();
      for (int i = 0; i < members; i++) {
        tracked.add(
            presence.track(actors.get(i), TOPIC, "user" + i, Map.of("online_at", 1795279714)));
      }
      tracked.forEach(PresenceNode::get);
      System.out.printf("tracked in %.2f s%n", since(start));
      tracked.clear();
      System.out.printf("bytes a member: %d%n", (liveBytes() - before) / members);
      list(presence, "quiet", false);
      Thread writer = new Thread(() -> churn(presence, actors), "churn");
      writer.setDaemon(true);
      writer.start();
      list(presence, "while 2,000 joins and leaves/s run", false);
      list(presence, "the same, every key and meta visited", true);
      long payload = System.nanoTime();
      int bytes = presence.list(TOPIC).payload().sizeInBytes();
      System.out.printf("as JSON: %d bytes in %.1f ms%n", bytes, since(payload) * 1000);
    }
  }

  private static void churn(Presence presence, List<ActorRef<PresenceNode.End>> actors) {
    for (int i = 0; ; i = (i + 1) % 1000) {
      presence.untrack(actors.get(i), TOPIC, "user" + i);
      presence.track(actors.get(i), TOPIC, "user" + i, Map.of("online_at", 1795279714));
      LockSupport.parkNanos(1_000_000);
    }
  }

  private static void list(Presence presence, String what, boolean visit) {
    int calls = visit ? 300 : 20_000;
    double[] millis = new double[calls];
    long sum = 0;
    for (int i = 0; i < calls; i++) {
      long start = System.nanoTime();
      Presences list = presence.list(TOPIC);
      sum += list.size() + (list.get("user" + i % 100_000).isPresent() ? 1 : 0);
      if (visit) {
        int[] seen = new int[1];
        list.forEach((key, present) -> seen[0] += present.metaCount());
        sum += seen[0];
      }
      millis[i] = (System.nanoTime() - start) / 1e6;
    }
    Arrays.sort(millis);
    System.out.printf(
        "list, %s: p50 %.4f ms, p99 %.4f ms, most %.3f ms (%d)%n",
        what, millis[calls / 2], millis[calls * 99 / 100], millis[calls - 1], sum & 1);
  }

  /** A node with 1,000 members starts again 1,000 times. */
  private static void restarts() throws Exception {
    Replicas replicas =
        new Replicas(
            new Replica("a", 1),
            Duration.ofSeconds(8),
            Duration.ofSeconds(60),
            Duration.ofSeconds(1),
            node -> true,
            new Replicas.Listener() {
              @Override
              public void joined(Entry entry) {}

              @Override
              public void left(Entry entry) {}

              @Override
              public void shown(Replica replica) {}

              @Override
              public void hidden(Replica replica) {}
            });
    for (int life = 1; life <= 1000; life++) {
      LocalState local = new LocalState(new Replica("b", life), 1000);
      for (int i = 0; i < 1000; i++) {
        local.add(TOPIC, "user" + i, Meta.of("GOodY44fcpKHyAFh", new byte[] {'{', '}'}));
      }
      Delta delta = local.since(0, 1 << 20).next();
      if (delta == null) {
        throw new IllegalStateException();
      }
      int heartbeat =
          NodeCodec.encode("t", new NodeMessage.Heartbeat(local.replica(), local.clock()))
              .payload()
              .sizeInBytes();
      long start = System.nanoTime();
      replicas.onDelta(delta, life);
      if (life == 100 || life == 1000) {
        double micros = since(start) * 1e6;
        System.out.printf(
            "after %d restarts: %d live KiB, heartbeat %d bytes, merge of 1,000 members %.0f us, replicas %d%n",
            life, liveBytes() / 1024, heartbeat, micros, replicas.count());
      }
    }
  }

  private static void pair(Path directory, String[] parts) throws Exception {
    Set<String> wanted = new HashSet<>(Arrays.asList(parts));
    try (PresenceNode node = PresenceNode.start("here@127.0.0.1", directory)) {
      Process process = spawn(directory);
      BufferedReader said = process.inputReader(StandardCharsets.UTF_8);
      var say = process.outputWriter(StandardCharsets.UTF_8);
      try {
        expect(said, "up");
        if (wanted.contains("transfer")) {
          transfer(node, said, say);
        }
        PresenceNode.get(node.node().connect("there@127.0.0.1"));
        if (wanted.contains("latency")) {
          latency(node, said, say);
        }
        if (wanted.contains("idle")) {
          idle(node);
        }
        if (wanted.contains("storm")) {
          storm(node, said, say);
        }
      } finally {
        process.destroyForcibly().waitFor();
      }
    }
  }

  private static void transfer(PresenceNode node, BufferedReader said, Writer say)
      throws Exception {
    int members = 100_000;
    ActorRef<PresenceNode.End> actor = node.actor();
    List<CompletionStage<String>> tracked = new ArrayList<>();
    for (int i = 0; i < members; i++) {
      tracked.add(node.presence().track(actor, TOPIC, "user" + i, Map.of("online_at", i)));
    }
    tracked.forEach(PresenceNode::get);
    long connect = System.nanoTime();
    PresenceNode.get(node.node().connect("there@127.0.0.1"));
    System.out.printf("connect %.2f s%n", since(connect));
    long start = System.nanoTime();
    order(say, "await " + members);
    expect(said, "has");
    System.out.printf("full state of %d there after %.2f s%n", members, since(start));
    PresenceNode.get(node.presence().untrack(actor, TOPIC));
    order(say, "await 0");
    expect(said, "has");
  }

  /** 10,000 members are there; 100 joins/s here, and a client of the other node notes when. */
  private static void latency(PresenceNode node, BufferedReader said, Writer say) throws Exception {
    ActorRef<PresenceNode.End> actor = node.actor();
    List<CompletionStage<String>> tracked = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      tracked.add(node.presence().track(actor, TOPIC, "user" + i, Map.of("online_at", i)));
    }
    tracked.forEach(PresenceNode::get);
    order(say, "await 10000");
    expect(said, "has");
    order(say, "listen");
    expect(said, "listening");
    long next = System.nanoTime();
    // The first two seconds show how classes are loaded.
    for (int i = -200; i < 2_000; i++) {
      LockSupport.parkNanos(next - System.nanoTime());
      String key = (i < 0 ? "warm" : "join") + i;
      node.presence().track(actor, TOPIC, key, Map.of("at", System.currentTimeMillis()));
      next += 10_000_000;
    }
    Thread.sleep(1000);
    order(say, "latencies");
    System.out.println("join here to diff there: " + answer(said, "latencies "));
    PresenceNode.get(node.presence().untrack(actor, TOPIC));
    order(say, "await 0");
    expect(said, "has");
  }

  /** 2,000 topics of 5 members each, which nobody joins or leaves. */
  private static void idle(PresenceNode node) throws Exception {
    Thread.sleep(5_000);
    Traffic empty = Traffic.in(20);
    ActorRef<PresenceNode.End> actor = node.actor();
    List<CompletionStage<String>> tracked = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      tracked.add(node.presence().track(actor, "room:" + i / 5, "user" + i, Map.of("at", i)));
    }
    tracked.forEach(PresenceNode::get);
    Thread.sleep(5_000);
    System.out.printf(
        "between the nodes: %s without members, %s with them%n", empty, Traffic.in(20));
    actor.tell(new PresenceNode.End());
  }

  /** What goes over the loopback interface, whoever sends it, in a second. */
  private record Traffic(long bytes, long packets) {

    static Traffic in(int seconds) throws Exception {
      Traffic before = total();
      Thread.sleep(seconds * 1000L);
      Traffic after = total();
      return new Traffic(
          (after.bytes - before.bytes) / seconds, (after.packets - before.packets) / seconds);
    }

    private static Traffic total() throws IOException {
      for (String line : Files.readAllLines(Path.of("/proc/net/dev"))) {
        String[] columns = line.strip().split("\\s+", -1);
        if (columns[0].equals("lo:")) {
          return new Traffic(Long.parseLong(columns[1]), Long.parseLong(columns[2]));
        }
      }
      throw new IOException("/proc/net/dev has no line for lo");
    }

    @Override
    public String toString() {
      return bytes + " bytes and " + packets + " packets/s";
    }
  }

  /** 2,500 joins and leaves/s on each node for a minute. */
  private static void storm(PresenceNode node, BufferedReader said, Writer say) throws Exception {
    int seconds = Integer.getInteger("seconds", 60);
    order(say, "storm " + seconds);
    Map<String, Boolean> mine = stormOn(node, "here", seconds);
    String[] theirs = answer(said, "alive ").split(" ", -1);
    long start = System.nanoTime();
    Set<String> truth = new HashSet<>(mine.keySet());
    for (String key : theirs) {
      if (key.startsWith("there")) {
        truth.add(key);
      }
    }
    PresenceNode.await("truth here", () -> node.presence().list(TOPIC).keys().equals(truth));
    double settled = since(start);
    order(say, "list");
    Set<String> listed = new HashSet<>(Arrays.asList(answer(said, "list ").split(" ", -1)));
    listed.remove("");
    System.out.printf(
        "storm: truth %d, here settled %.2f s later, there %s%n",
        truth.size(), settled, listed.equals(truth) ? "equal" : "NOT EQUAL " + listed.size());
  }

  static Map<String, Boolean> stormOn(PresenceNode node, String prefix, int seconds) {
    Random random = new Random(1);
    Map<String, Boolean> alive = new HashMap<>();
    ActorRef<PresenceNode.End> actor = node.actor();
    List<CompletionStage<?>> last = new ArrayList<>();
    long start = System.nanoTime();
    long next = start;
    int done = 0;
    while (System.nanoTime() - start < seconds * 1_000_000_000L) {
      for (int i = 0; i < 25; i++) {
        String key = prefix + random.nextInt(2_000);
        last.clear();
        if (alive.remove(key) == null) {
          alive.put(key, true);
          last.add(node.presence().track(actor, TOPIC, key, Map.of("n", done)));
        } else {
          last.add(node.presence().untrack(actor, TOPIC, key));
        }
        done++;
      }
      next += 10_000_000;
      LockSupport.parkNanos(next - System.nanoTime());
    }
    last.forEach(PresenceNode::get);
    System.err.printf("%s: %d joins and leaves/s%n", prefix, done / seconds);
    return alive;
  }

  private static void other(Path directory) throws Exception {
    Map<String, Long> heard = new ConcurrentHashMap<>();
    try (PresenceNode node = PresenceNode.start("there@127.0.0.1", directory)) {
      System.out.println("up");
      BufferedReader orders =
          new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
      for (String order = orders.readLine(); order != null; order = orders.readLine()) {
        String[] words = order.split(" ", -1);
        switch (words[0]) {
          case "await" -> {
            int members = Integer.parseInt(words[1]);
            PresenceNode.await(order, () -> node.presence().list(TOPIC).size() == members);
            System.out.println("has");
          }
          case "listen" -> {
            node.endpoint().subscribe(TOPIC, broadcast -> note(broadcast, heard));
            System.out.println("listening");
          }
          case "latencies" -> System.out.println("latencies " + percentiles(heard));
          case "storm" -> {
            Map<String, Boolean> alive = stormOn(node, "there", Integer.parseInt(words[1]));
            System.out.println("alive " + String.join(" ", alive.keySet()));
          }
          case "list" -> {
            Thread.sleep(500);
            System.out.println("list " + String.join(" ", node.presence().list(TOPIC).keys()));
          }
          default -> throw new IllegalArgumentException(order);
        }
      }
    }
  }

  private static void note(Message.Broadcast broadcast, Map<String, Long> heard) {
    long now = System.currentTimeMillis();
    for (Map.Entry<String, JsonNode> join : broadcast.payload().json().get("joins").properties()) {
      if (join.getKey().startsWith("join")) {
        heard.put(join.getKey(), now - join.getValue().at("/metas/0/at").longValue());
      }
    }
  }

  private static String percentiles(Map<String, Long> heard) {
    long[] millis = heard.values().stream().mapToLong(Long::longValue).sorted().toArray();
    return millis.length
        + " joins, p50 "
        + millis[millis.length / 2]
        + " ms, p99 "
        + millis[millis.length * 99 / 100]
        + " ms, most "
        + millis[millis.length - 1]
        + " ms";
  }

  private static Process spawn(Path directory) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx1g",
            "-Dkokko.runtime-directory=" + directory,
            "-cp",
            System.getProperty("java.class.path"),
            PresenceBench.class.getName(),
            "other")
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  private static void order(Writer say, String order) throws IOException {
    say.write(order + "\n");
    say.flush();
  }

  private static void expect(BufferedReader said, String line) throws IOException {
    answer(said, line);
  }

  /** Passes over what the other node's libraries print. */
  private static String answer(BufferedReader said, String start) throws IOException {
    for (String next = said.readLine(); ; next = said.readLine()) {
      if (next == null) {
        throw new IOException("the other node ended before it said " + start);
      }
      if (next.startsWith(start)) {
        return next.substring(start.length());
      }
    }
  }

  private static double since(long nanos) {
    return Duration.ofNanos(System.nanoTime() - nanos).toNanos() / 1e9;
  }

  private static long liveBytes() throws Exception {
    for (int i = 0; i < 3; i++) {
      System.gc();
      Thread.sleep(100);
    }
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
