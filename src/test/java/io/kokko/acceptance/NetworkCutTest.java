package io.kokko.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.kokko.wire.RawFrame;
import io.kokko.wire.RawWebSocket;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Cuts the network between nodes and heals it, as {@code docs/clustering.md} says what follows.
 *
 * <p>With the system property {@code kokko.full} a long cut takes a minute, on default settings.
 */
class NetworkCutTest {

  private record Servers(Program one, Program two) {

    boolean hasOneRestarted() {
      return hasRestarted(one) != hasRestarted(two);
    }

    private static boolean hasRestarted(Program node) {
      return node.printed().contains("has started again");
    }
  }

  private static final boolean FULL = Boolean.getBoolean("kokko.full");
  private static final int PORT = 4000;
  private static final Duration DEADLINE = Duration.ofSeconds(60);

  @TempDir private Path runtimeDirectory;
  private Network network;
  private Commands commands;
  private String first;
  private String second;
  private final List<RawWebSocket> clients = new ArrayList<>();

  @BeforeEach
  void start() {
    network = Network.create();
    commands = new Commands(runtimeDirectory);
    first = network.addHost();
    second = network.addHost();
  }

  private Servers startNodes(List<String> options) {
    Program one = server(options, "one", first);
    awaitServes(one);
    Program two = server(options, "two", second, "--seed", "one@" + first);
    awaitServes(two);
    return new Servers(one, two);
  }

  @AfterEach
  void close() {
    clients.forEach(RawWebSocket::close);
    if (commands != null) {
      commands.close();
    }
    if (network != null) {
      network.close();
    }
  }

  @Test
  void whatIsBroadcastDuringAShortCutArrivesAfterIt() {
    startNodes(List.of());
    RawWebSocket here = client(first);
    RawWebSocket there = client(second);

    network.cut(second);
    broadcast(first, "during");
    assertThat(next(here)).contains("\"during\"");
    LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(5));
    network.heal(second);
    broadcast(second, "back");

    assertThat(List.of(next(there), next(there)))
        .anyMatch(frame -> frame.contains("\"during\""))
        .anyMatch(frame -> frame.contains("\"back\""));
    assertThat(next(here)).contains("\"back\"");
  }

  @Test
  void afterALongCutOneSideRestartsAndBothHearEachOtherAgain() {
    Servers servers =
        startNodes(
            FULL ? List.of() : List.of("-Dpekko.cluster.split-brain-resolver.stable-after=2s"));
    client(first);
    network.cut(second);
    long cut = System.nanoTime();
    servers.one().await("lost two@" + second);
    servers.two().await("lost one@" + first);
    broadcast(first, "apart");
    if (FULL) {
      LockSupport.parkNanos(Duration.ofSeconds(60).minusNanos(System.nanoTime() - cut).toNanos());
    }
    network.heal(second);
    long healed = System.nanoTime();

    awaitRestart(servers);
    System.out.println("restarted " + since(healed).toMillis() + " ms after the cut was healed");
    awaitBroadcast(first, client(second));
    awaitBroadcast(second, client(first));
    System.out.println("whole " + since(healed).toMillis() + " ms after the cut was healed");
    assertThat(servers.hasOneRestarted()).isTrue();
  }

  /** Of two nodes the one that did not found the cluster gives way, whichever that is. */
  private static void awaitRestart(Servers servers) {
    long start = System.nanoTime();
    while (!servers.hasOneRestarted()) {
      assertThat(since(start)).isLessThan(DEADLINE);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
    }
  }

  /** Broadcasts until a client hears it: when two nodes are connected again nobody tells. */
  private void awaitBroadcast(String from, RawWebSocket client) {
    long start = System.nanoTime();
    Thread reader = new Thread(() -> assertThat(next(client)).contains("again"), "client");
    reader.start();
    while (reader.isAlive()) {
      assertThat(since(start)).isLessThan(DEADLINE);
      broadcast(from, "again");
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
    }
  }

  private Program server(List<String> options, String name, String address, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of("server", "--name", name + "@" + address, "--host", address, "--port"));
    arguments.add("" + PORT);
    arguments.addAll(List.of(more));
    return commands.kokkoBy(network.on(address), options, arguments.toArray(String[]::new));
  }

  private static void awaitServes(Program node) {
    node.await("serves http://");
  }

  private RawWebSocket client(String address) {
    RawWebSocket client =
        RawWebSocket.open(new InetSocketAddress(address, PORT), "/socket/websocket?vsn=2.0.0");
    clients.add(client);
    client.write(RawFrame.text("[\"1\",\"1\",\"room:cut\",\"phx_join\",{}]"));
    assertThat(next(client)).contains("\"ok\"");
    return client;
  }

  private static String next(RawWebSocket client) {
    return client.read().toString();
  }

  private static void broadcast(String address, String event) {
    URI uri =
        URI.create("http://" + address + ":" + PORT + "/broadcast?topic=room:cut&event=" + event);
    HttpRequest request =
        HttpRequest.newBuilder(uri).POST(HttpRequest.BodyPublishers.ofString("{}")).build();
    try {
      HttpResponse<String> response =
          HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
      assertThat(response.statusCode()).isEqualTo(200);
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static Duration since(long nanos) {
    return Duration.ofNanos(System.nanoTime() - nanos);
  }
}
