package io.kokko.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.kokko.chaos.Earshot;
import io.kokko.chaos.Hearer;
import io.kokko.chaos.Shouter;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiPredicate;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Cuts the network between four nodes in several ways while each of them broadcasts numbers, and
 * judges what a client of each node hears, as {@code docs/clustering.md} says what follows.
 *
 * <p>With the system property {@code kokko.full} all cuts are made, on default settings.
 */
class NetworkPartsTest {

  /**
   * Says what is cut: whose messages to whom are lost. Nodes are numbered from 0, the founder.
   *
   * @param bothWays whether those of the other side to this one are lost as well
   * @param giveWay who restarts after a long cut: where only a link was cut, its younger end
   */
  private record Cut(
      String name, Set<Integer> side, Set<Integer> other, boolean bothWays, Set<Integer> giveWay) {

    /** Tells whether no node can reach both sides. */
    boolean isSplit() {
      return side.size() + other.size() == 4;
    }

    /** Tells whether two hear each other all along: who gives way at a broken link ends at once. */
    boolean leavesInTouch(int one, int another) {
      return isSplit()
          ? !parts(one, another)
          : !giveWay.contains(one) && !giveWay.contains(another);
    }

    boolean parts(int one, int another) {
      return (side.contains(one) && other.contains(another))
          || (side.contains(another) && other.contains(one));
    }
  }

  private static final Cut HALVES =
      new Cut("halves", Set.of(0, 1), Set.of(2, 3), true, Set.of(2, 3));
  private static final Cut FOUNDER_ALONE =
      new Cut("founder alone", Set.of(0), Set.of(1, 2, 3), true, Set.of(0));
  private static final Cut LAST_ALONE =
      new Cut("last alone", Set.of(3), Set.of(0, 1, 2), true, Set.of(3));
  private static final Cut ONE_LINK = new Cut("one link", Set.of(1), Set.of(2), true, Set.of(2));
  private static final Cut ONE_WAY = new Cut("one way", Set.of(1), Set.of(2), false, Set.of(2));

  private static final boolean FULL = Boolean.getBoolean("kokko.full");

  /** Lets long cuts be shorter; a short one has to be short for the settings that there are. */
  private static final List<String> IMPATIENT =
      FULL
          ? List.of()
          : List.of(
              "-Dpekko.cluster.split-brain-resolver.stable-after=2s",
              "-Dkokko.cluster.heal-interval=500ms");

  private static final int PORT = 4000;
  private static final String TOPIC = "room:parts";
  private static final Duration BETWEEN = Duration.ofMillis(25);
  private static final Duration SHORT = Duration.ofSeconds(5);

  /** How much longer a long cut lasts when the sides have lost each other. */
  private static final Duration LONGER = Duration.ofSeconds(FULL ? 10 : 2);

  /** As long as it takes to come back, and to be turned away. */
  private static final Duration LONGER_FOR_A_LINK = Duration.ofSeconds(FULL ? 60 : 12);

  private static final Duration AFTERWARDS = Duration.ofSeconds(FULL ? 5 : 1);
  private static final Duration DEADLINE = Duration.ofSeconds(60);

  @TempDir private Path runtimeDirectory;
  private Network network;
  private Commands commands;
  private final List<String> hosts = new ArrayList<>();
  private final List<Program> nodes = new ArrayList<>();
  private final List<Hearer> hearers = new ArrayList<>();
  private final List<Shouter> shouters = new ArrayList<>();

  @BeforeEach
  void open() {
    network = Network.create();
    commands = new Commands(runtimeDirectory);
  }

  private void start(List<String> options) {
    for (int i = 0; i < 4; i++) {
      hosts.add(network.addHost());
      nodes.add(server(i, options));
      if (i == 0) {
        awaitServes(nodes.get(0));
      }
    }
    nodes.subList(1, nodes.size()).forEach(NetworkPartsTest::awaitServes);
    hosts.forEach(host -> hearers.add(new Hearer(address(host), TOPIC)));
    await("joined", () -> hearers.stream().allMatch(hearer -> hearer.earshot().joins() == 1));
    for (int i = 0; i < hosts.size(); i++) {
      shouters.add(new Shouter(address(hosts.get(i)), TOPIC, name(i), BETWEEN));
    }
    awaitWhole();
  }

  @AfterEach
  void close() {
    shouters.forEach(Shouter::close);
    hearers.forEach(Hearer::close);
    if (commands != null) {
      commands.close();
    }
    if (network != null) {
      network.close();
    }
  }

  @Test
  void shortCutsLoseNothing() {
    start(List.of());
    for (Cut cut :
        FULL
            ? List.of(HALVES, FOUNDER_ALONE, LAST_ALONE, ONE_LINK, ONE_WAY)
            : List.of(HALVES, ONE_WAY)) {
      cut(cut);
      LockSupport.parkNanos(SHORT.toNanos());
      heal(cut);
      long healed = System.nanoTime();
      awaitWhole();
      System.out.println(
          cut.name + ": whole " + since(healed).toMillis() + " ms after a short cut");
    }

    assertThat(restarted()).as(this::warnings).isEmpty();
    for (int hearer = 0; hearer < hosts.size(); hearer++) {
      assertThat(earshot(hearer).faults()).isEmpty();
      for (int sender = 0; sender < hosts.size(); sender++) {
        assertThat(missing(hearer, sender)).as("%s of %s", hearer, sender).isEmpty();
      }
    }
  }

  @Test
  void founderThatWasCutOffRestarts() {
    requireWholeAfterALong(FOUNDER_ALONE);
  }

  @Test
  @EnabledIfSystemProperty(named = "kokko.full", matches = "true")
  void otherThatWasCutOffRestarts() {
    requireWholeAfterALong(LAST_ALONE);
  }

  @Test
  @EnabledIfSystemProperty(named = "kokko.full", matches = "true")
  void ofTwoHalvesTheOneWithoutTheFounderRestarts() {
    requireWholeAfterALong(HALVES);
  }

  @Test
  void youngerEndOfABrokenLinkRestartsAndWaits() {
    requireWholeAfterALong(ONE_LINK);
  }

  @Test
  @EnabledIfSystemProperty(named = "kokko.full", matches = "true")
  void youngerEndOfALinkThatIsBrokenOneWayRestartsAndWaits() {
    requireWholeAfterALong(ONE_WAY);
  }

  private void requireWholeAfterALong(Cut cut) {
    start(IMPATIENT);
    List<Long> before = last();
    cut(cut);
    long start = System.nanoTime();
    awaitLost(cut);
    System.out.println(cut.name + ": lost after " + since(start).toMillis() + " ms");
    awaitOthersInTouch(cut, cut.isSplit() ? LONGER : LONGER_FOR_A_LINK);
    assertThat(restarted()).as(this::warnings).isEmpty();
    heal(cut);
    long healed = System.nanoTime();
    await("restarted", () -> restarted().containsAll(cut.giveWay));
    System.out.println(
        cut.name + ": restarted " + since(healed).toMillis() + " ms after it was healed");
    awaitWhole();
    System.out.println(
        cut.name + ": whole " + since(healed).toMillis() + " ms after it was healed");
    System.out.println(cut.name + ": restarted were " + restarted());
    List<Long> after = last();
    LockSupport.parkNanos(AFTERWARDS.toNanos());
    awaitWhole();

    assertThat(restarted()).as(this::warnings).isEqualTo(cut.giveWay);
    for (int hearer = 0; hearer < hosts.size(); hearer++) {
      assertThat(earshot(hearer).faults()).isEmpty();
      for (int sender = 0; sender < hosts.size(); sender++) {
        assertMissing(cut, hearer, sender, before.get(sender), after.get(sender));
      }
    }
  }

  /** Only what was sent while the two could not hear each other, or before a restart. */
  private void assertMissing(Cut cut, int hearer, int sender, long before, long after) {
    NavigableSet<Long> missing = missing(hearer, sender);
    if (!missing.isEmpty()) {
      System.out.printf("%s: %d missed %d of %d%n", cut.name, hearer, missing.size(), sender);
    }
    if (hearer == sender || !(cut.parts(hearer, sender) || restarted().contains(sender))) {
      assertThat(missing).as("%s of %s", hearer, sender).isEmpty();
    } else {
      assertThat(missing).as("%s of %s", hearer, sender).allMatch(n -> n > before && n <= after);
    }
  }

  private NavigableSet<Long> missing(int hearer, int sender) {
    return earshot(hearer).missing(name(sender), shouters.get(sender).taken());
  }

  private Earshot earshot(int hearer) {
    return hearers.get(hearer).earshot();
  }

  private void cut(Cut cut) {
    if (cut.bothWays) {
      network.cut(hosts(cut.side), hosts(cut.other));
    } else {
      cut.side.forEach(
          from -> cut.other.forEach(to -> network.cut(hosts.get(from), hosts.get(to))));
    }
  }

  private void heal(Cut cut) {
    if (cut.bothWays) {
      network.heal(hosts(cut.side), hosts(cut.other));
    } else {
      cut.side.forEach(
          from -> cut.other.forEach(to -> network.heal(hosts.get(from), hosts.get(to))));
    }
  }

  private List<String> hosts(Set<Integer> numbers) {
    return numbers.stream().map(hosts::get).toList();
  }

  /** Those who are on the same side, or stay if only a link was cut, hear each other all along. */
  private void awaitOthersInTouch(Cut cut, Duration time) {
    long start = System.nanoTime();
    while (since(start).compareTo(time) < 0) {
      awaitInTouch("in touch", cut::leavesInTouch);
    }
  }

  /** Each side loses the other; where others see both ends of a broken link, they lose one. */
  private void awaitLost(Cut cut) {
    if (cut.isSplit()) {
      await("lost", () -> haveLost(cut.side, cut.other) && haveLost(cut.other, cut.side));
    } else {
      await("lost", () -> haveLost(Set.of(0, 1, 3), cut.giveWay));
    }
  }

  private boolean haveLost(Set<Integer> side, Set<Integer> other) {
    return side.stream().allMatch(here -> other.stream().allMatch(there -> hasLost(here, there)));
  }

  private boolean hasLost(int here, int there) {
    return nodes.get(here).printed().contains("lost " + nodeName(there));
  }

  private Set<Integer> restarted() {
    Set<Integer> restarted = new TreeSet<>();
    IntStream.range(0, nodes.size())
        .filter(i -> nodes.get(i).printed().contains("has started again"))
        .forEach(restarted::add);
    return restarted;
  }

  /** Waits until each hears what each sends from now on. */
  private void awaitWhole() {
    awaitInTouch("whole", (hearer, sender) -> true);
  }

  private void awaitInTouch(String what, BiPredicate<Integer, Integer> matters) {
    List<Long> from = last();
    IntStream.range(0, hosts.size())
        .forEach(
            hearer ->
                IntStream.range(0, hosts.size())
                    .filter(sender -> matters.test(hearer, sender))
                    .forEach(
                        sender ->
                            await(
                                what + ", " + hearer + " with " + sender,
                                () -> earshot(hearer).newest(name(sender)) > from.get(sender))));
  }

  private List<Long> last() {
    return shouters.stream().map(Shouter::last).toList();
  }

  private void await(String what, BooleanSupplier there) {
    long start = System.nanoTime();
    while (!there.getAsBoolean()) {
      if (since(start).compareTo(DEADLINE) > 0) {
        throw new AssertionError("not " + what + " within " + DEADLINE + ":\n" + warnings());
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
    }
  }

  private String warnings() {
    return nodes.stream()
        .flatMap(node -> node.printed().lines())
        .filter(line -> line.contains(" WARN ") || line.contains(" ERROR "))
        .collect(Collectors.joining("\n"));
  }

  private Program server(int number, List<String> options) {
    String host = hosts.get(number);
    List<String> arguments =
        new ArrayList<>(
            List.of("server", "--name", nodeName(number), "--host", host, "--port", "" + PORT));
    if (number > 0) {
      arguments.addAll(List.of("--seed", nodeName(0)));
    }
    return commands.kokkoBy(network.on(host), options, arguments.toArray(String[]::new));
  }

  private static void awaitServes(Program node) {
    node.await("serves http://");
  }

  private String nodeName(int number) {
    return name(number) + "@" + hosts.get(number);
  }

  private static String name(int number) {
    return "node" + number;
  }

  private static InetSocketAddress address(String host) {
    return new InetSocketAddress(host, PORT);
  }

  private static Duration since(long nanos) {
    return Duration.ofNanos(System.nanoTime() - nanos);
  }
}
