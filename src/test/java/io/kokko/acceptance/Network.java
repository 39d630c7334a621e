package io.kokko.acceptance;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;

/**
 * A network of hosts on this machine, each a namespace with one address, whose cables can be drawn
 * and put in again. This process is connected to the same switch.
 */
final class Network implements AutoCloseable {

  private static final int ROOT_ADDRESS = 254;

  /** How many there may be at a time on one machine. */
  private static final int NUMBERS = 250;

  /** What no host has, so that the switch carries to nobody what is sent there. */
  private static final String NO_HARDWARE = "02:00:00:00:00:00";

  private final long number;
  private final List<String> hosts = new ArrayList<>();
  private boolean closed;

  /** Skips the test where no network can be made. */
  static Network create() {
    assumeTrue(isRoot(), "needs root, to make network namespaces (run it as root)");
    assumeTrue(
        Files.isExecutable(Path.of("/usr/sbin/ip")) || Files.isExecutable(Path.of("/sbin/ip")),
        "needs ip, to make network namespaces (Debian: apt install iproute2)");
    Network network = claim();
    Runtime.getRuntime().addShutdownHook(new Thread(network::close, "network"));
    network.run(
        "ip", "addr", "add", network.prefix() + ROOT_ADDRESS + "/24", "dev", network.bridge());
    network.run("ip", "link", "set", network.bridge(), "up");
    return network;
  }

  /** Takes the first number whose switch nobody has made yet, from where no other JVM begins. */
  private static Network claim() {
    long first = ProcessHandle.current().pid();
    for (int i = 0; i < NUMBERS; i++) {
      Network network = new Network((first + i) % NUMBERS);
      if (network.tryRun("ip", "link", "add", network.bridge(), "type", "bridge")) {
        return network;
      }
      assumeTrue(
          network.tryRun("ip", "link", "show", network.bridge()),
          "needs the right to make network namespaces");
    }
    throw new AssertionError("all networks are taken (expected: fewer than " + NUMBERS + ")");
  }

  private Network(long number) {
    this.number = number;
  }

  private static boolean isRoot() {
    return "root".equals(System.getProperty("user.name"));
  }

  private String bridge() {
    return "kkb" + number;
  }

  private String prefix() {
    return "10.231." + number + ".";
  }

  /** Returns the address of this process in the network. */
  String ownAddress() {
    return prefix() + ROOT_ADDRESS;
  }

  /** Adds a host, and returns its address. */
  String addHost() {
    String host = "kk" + number + "-" + (hosts.size() + 1);
    hosts.add(host);
    String address = prefix() + hosts.size();
    run("ip", "netns", "add", host);
    run("ip", "link", "add", cable(address), "type", "veth", "peer", "name", "eth0", "netns", host);
    run("ip", "link", "set", cable(address), "master", bridge());
    run("ip", "link", "set", cable(address), "up");
    run("ip", "-n", host, "addr", "add", address + "/24", "dev", "eth0");
    run("ip", "-n", host, "link", "set", "eth0", "up");
    run("ip", "-n", host, "link", "set", "lo", "up");
    return address;
  }

  private String cable(String address) {
    return "kkv" + number + "-" + address.substring(prefix().length());
  }

  /** Returns the command that runs another on a host. */
  List<String> on(String address) {
    return List.of("ip", "netns", "exec", host(address));
  }

  private String host(String address) {
    return hosts.get(Integer.parseInt(address.substring(prefix().length())) - 1);
  }

  void cut(String address) {
    run("ip", "link", "set", cable(address), "down");
  }

  void heal(String address) {
    run("ip", "link", "set", cable(address), "up");
  }

  /** Loses what one host sends to another, without a word; what comes back still arrives. */
  void cut(String from, String to) {
    run(onWire(from, "replace", to, "lladdr", NO_HARDWARE, "nud", "permanent"));
  }

  void heal(String from, String to) {
    run(onWire(from, "delete", to));
  }

  /** Cuts each host of one side from each of the other, both ways; all can reach this process. */
  void cut(List<String> side, List<String> other) {
    eachWay(side, other, this::cut);
  }

  void heal(List<String> side, List<String> other) {
    eachWay(side, other, this::heal);
  }

  private static void eachWay(
      List<String> side, List<String> other, BiConsumer<String, String> change) {
    for (String here : side) {
      for (String there : other) {
        change.accept(here, there);
        change.accept(there, here);
      }
    }
  }

  private String[] onWire(String from, String... change) {
    List<String> command = new ArrayList<>(List.of("ip", "-n", host(from), "neigh"));
    command.addAll(List.of(change));
    command.addAll(List.of("dev", "eth0"));
    return command.toArray(String[]::new);
  }

  private void run(String... command) {
    if (!tryRun(command)) {
      throw new AssertionError(String.join(" ", command) + " failed");
    }
  }

  private boolean tryRun(String... command) {
    try {
      return new ProcessBuilder(command).inheritIO().start().waitFor() == 0;
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      // A namespace ends later than this says so, and its cable with it, whose name is then taken.
      IntStream.rangeClosed(1, hosts.size())
          .forEach(host -> tryRun("ip", "link", "delete", cable(prefix() + host)));
      hosts.forEach(host -> tryRun("ip", "netns", "delete", host));
      run("ip", "link", "delete", bridge());
    }
  }
}
