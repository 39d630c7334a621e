package io.kokko.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.kokko.wire.HttpAnswer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lets nodes find each other by their seeds, and lose each other. */
class SeedsProcessTest {

  /** As documented: a clean leave takes about a second, a death is known after five at most. */
  private static final Duration GONE_AFTER_LEAVE = Duration.ofSeconds(3);

  private static final Duration GONE_AFTER_KILL = Duration.ofSeconds(5);

  @TempDir private Path runtimeDirectory;
  private Commands commands;

  @BeforeEach
  void open() {
    commands = new Commands(runtimeDirectory);
  }

  @AfterEach
  void close() {
    commands.close();
  }

  @Test
  void nodesFormAClusterInAnyOrderAndMissTheOneThatGoes() {
    Program two = server("two@127.0.0.1", "one@127.0.0.1", "three@127.0.0.1");
    Program three = server("three@127.0.0.1", "one@127.0.0.1");
    Program one = server("one@127.0.0.1", "two@127.0.0.1");
    List.of(one, two, three).forEach(Commands::awaitPort);
    Program watcher =
        commands.kokko("shell", "--name", "watcher@127.0.0.1", "--seed", "two@127.0.0.1");
    awaitList(watcher, "[one@127.0.0.1, three@127.0.0.1, two@127.0.0.1]");

    long killed = System.nanoTime();
    one.kill();
    awaitList(watcher, "[three@127.0.0.1, two@127.0.0.1]");
    assertThat(since(killed)).isLessThan(GONE_AFTER_KILL);

    long left = System.nanoTime();
    three.terminate();
    awaitList(watcher, "[two@127.0.0.1]");
    assertThat(since(left)).isLessThan(GONE_AFTER_LEAVE);
    assertThat(three.awaitExit()).isIn(0, 143);
    watcher
        .type("Endpoint.broadcast(\"ping\", \"request_ping\", Map.of())")
        .await(Pattern.compile("==> ok\n"));
  }

  @Test
  void nodeThatLooksForItsSeedsIsAliveAndNotReadyUntilOneIsThere() throws IOException {
    InetSocketAddress managed =
        new InetSocketAddress(InetAddress.getLoopbackAddress(), Proxy.freePort());
    Program one =
        commands.kokkoBy(
            List.of(),
            List.of("-Dkokko.management.port=" + managed.getPort()),
            "server",
            "--name=one@127.0.0.1",
            "--port=0",
            "--seed=two@127.0.0.1");
    Proxy.awaitPort(managed.getPort(), one);

    assertThat(get(managed, "/alive")).isEqualTo("200 OK");
    assertThat(get(managed, "/startup")).isEqualTo("500 Not Healthy: not joined");
    assertThat(get(managed, "/ready")).isEqualTo("500 Not Healthy: not joined");
    assertThat(get(managed, "/metrics")).startsWith("200 ").contains("\nkokko_ready 0.0\n");
    assertThat(one.printed()).doesNotContain("serves");

    server("two@127.0.0.1", "one@127.0.0.1");
    Commands.awaitPort(one);
    assertThat(get(managed, "/startup")).isEqualTo("200 OK");
    assertThat(get(managed, "/ready")).isEqualTo("200 OK");
  }

  private static String get(InetSocketAddress address, String path) {
    HttpAnswer answer = HttpAnswer.to(address, "GET", path, Map.of("Connection", "close"), "");
    return answer.status() + " " + answer.body();
  }

  private Program server(String name, String... seeds) {
    return seeds.length == 1
        ? commands.kokko("server", "--name", name, "--port", "0", "--seed", seeds[0])
        : commands.kokko(
            "server", "--name", name, "--port", "0", "--seed", seeds[0], "--seed", seeds[1]);
  }

  private static void awaitList(Program shell, String list) {
    shell.typeUntil("Node.list()", "==> " + list + "\n");
  }

  private static Duration since(long nanos) {
    return Duration.ofNanos(System.nanoTime() - nanos);
  }
}
