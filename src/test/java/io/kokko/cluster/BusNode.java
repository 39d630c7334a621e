package io.kokko.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.typesafe.config.ConfigFactory;
import io.kokko.message.Message.Broadcast;
import io.kokko.message.Payload;
import io.kokko.pubsub.PubSub;
import io.kokko.telemetry.TelemetryEvent;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Scanner;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * Runs a node in a process of its own that broadcasts when it is told to, counts what it hears, and
 * answers each line of its input with one line.
 *
 * <p>What it may be told stands in {@link #answer}.
 */
final class BusNode {

  private static final String TOPIC = "load";
  private static final int MIN_BYTES = 20;
  private static final int LARGE_BYTES = 10_000_000;

  public static void main(String[] args) throws IOException {
    var config = Node.config(args[0], 0, ConfigFactory.load());
    ActorSystem<?> system = ActorSystem.create(Behaviors.empty(), "kokko", config);
    BusNode program = new BusNode(system, Node.of(system));
    System.out.println("up " + args[0]);
    try (var in = new BufferedReader(new InputStreamReader(System.in, UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        System.out.println(program.answer(new Scanner(line)));
      }
    }
    System.exit(0);
  }

  private final ActorSystem<?> system;
  private final Node node;
  private final String name;
  private final PubSub<Consumer<Broadcast>, Broadcast> pubsub;
  private final BusTally local = new BusTally();
  private final BusTally heard = new BusTally();
  private final BusTally large = new BusTally();
  private final AtomicLong lost = new AtomicLong();
  private final Consumer<Broadcast> listener = this::note;
  private int senders;

  private BusNode(ActorSystem<?> system, Node node) {
    this.system = system;
    this.node = node;
    this.name = node.self();
    this.pubsub =
        new PubSub<>(
            (subscribers, from, message) ->
                subscribers.forEach(subscriber -> subscriber.accept(message)),
            node.bus());
    pubsub.subscribe(TOPIC, listener);
    node.telemetry()
        .attach(
            event -> {
              if (event instanceof TelemetryEvent.BusDropped dropped) {
                lost.addAndGet(dropped.messages());
              }
            });
  }

  private void note(Broadcast message) {
    byte[] bytes = message.payload().toByteArray();
    ByteBuffer content = ByteBuffer.wrap(bytes);
    if (message.event().equals("large")) {
      large.note(message.event(), content.getInt(), content.getLong(), content.getLong());
      return;
    }
    BusTally tally = message.event().equals(name) ? local : heard;
    tally.note(message.event(), content.getInt(), content.getLong(), content.getLong());
  }

  private String answer(Scanner line) {
    return switch (line.next()) {
      case "connect" -> "connected " + Nodes.get(node.connect(line.next()));
      case "list" -> "list " + node.list();
      case "burst" -> burst(line.nextInt(), line.nextInt(), line.nextInt());
      case "rate" -> rate(line.nextInt(), line.nextInt(), line.nextInt());
      case "mixed" -> mixed(line.nextInt(), line.nextInt(), line.nextInt());
      case "deaf" -> deaf();
      case "idle" -> idle();
      case "await" -> await(line.nextInt());
      case "heard" -> "heard " + heard + (large.count() == 0 ? "" : "; large " + large);
      case "local" -> "local " + local;
      case "reset" -> reset();
      case "state" -> "state " + node.busStates();
      case "memory" -> "memory " + memory();
      case "lost" -> "lost messages=" + lost.get();
      case "cpu" -> "cpu " + cpuMillis();
      default -> "unknown";
    };
  }

  private String reset() {
    local.reset();
    heard.reset();
    large.reset();
    System.gc();
    return "reset";
  }

  private String await(int count) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (heard.count() < count && System.nanoTime() - end < 0) {
      LockSupport.parkNanos(200_000);
    }
    return "heard " + heard;
  }

  private static long memory() {
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() >> 20;
  }

  private static long cpuMillis() {
    return ProcessHandle.current().info().totalCpuDuration().orElseThrow().toMillis();
  }

  /** Each sender is an actor that broadcasts its share in one turn, as fast as it can. */
  private String burst(int count, int actors, int bytes) {
    long start = System.nanoTime();
    List<CompletableFuture<Done>> done = new ArrayList<>();
    int share = count / actors;
    IntStream.range(0, actors)
        .forEach(
            n -> {
              CompletableFuture<Done> sent = new CompletableFuture<>();
              done.add(sent);
              int sender = ++senders;
              system.systemActorOf(
                  sender(sender, share, bytes, sent), "sender-" + sender, Props.empty());
            });
    CompletableFuture.allOf(done.toArray(CompletableFuture[]::new)).join();
    return "sent " + share * actors + " in " + millisSince(start) + " ms";
  }

  private Behavior<Void> sender(int sender, int count, int bytes, CompletableFuture<Done> sent) {
    return Behaviors.setup(
        context -> {
          for (int n = 0; n < count; n++) {
            broadcast(sender, n, bytes);
          }
          sent.complete(Done.getInstance());
          return Behaviors.stopped();
        });
  }

  private String rate(int perSecond, int seconds, int bytes) {
    int sender = ++senders;
    long start = System.nanoTime();
    long gap = TimeUnit.SECONDS.toNanos(1) / perSecond;
    int count = perSecond * seconds;
    for (int n = 0; n < count; n++) {
      long due = start + n * gap;
      for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
        LockSupport.parkNanos(left);
      }
      broadcast(sender, n, bytes);
    }
    return "sent " + count + " in " + millisSince(start) + " ms";
  }

  /** Goes on at a rate while another thread broadcasts 10 MB once a second. */
  private String mixed(int perSecond, int seconds, int bytes) {
    int sender = ++senders;
    CompletableFuture<Void> large =
        CompletableFuture.runAsync(
            () -> {
              for (int n = 0; n < seconds; n++) {
                LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1));
                pubsub.broadcast(
                    TOPIC, new Broadcast(TOPIC, "large", Payload.binary(large(sender, n))));
              }
            });
    String sent = rate(perSecond, seconds, bytes);
    large.join();
    return sent;
  }

  private static byte[] large(int sender, long number) {
    ByteBuffer content = ByteBuffer.allocate(LARGE_BYTES);
    return content.putInt(sender).putLong(number).putLong(System.nanoTime()).array();
  }

  private String deaf() {
    pubsub.unsubscribe(TOPIC, listener);
    return "deaf";
  }

  /** Waits until the other nodes have acknowledged all. */
  private String idle() {
    Nodes.await("idle", () -> node.busStates().stream().allMatch(state -> state.heldBytes() == 0));
    return "idle";
  }

  private void broadcast(int sender, long number, int bytes) {
    ByteBuffer content = ByteBuffer.allocate(Math.max(bytes, MIN_BYTES));
    content.putInt(sender).putLong(number).putLong(System.nanoTime());
    pubsub.broadcast(TOPIC, new Broadcast(TOPIC, name, Payload.binary(content.array())));
  }

  private static long millisSince(long nanos) {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - nanos);
  }
}
