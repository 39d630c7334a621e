package io.kokko.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.kokko.docs.Page;
import io.kokko.docs.Page.Block;
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

  private static final Page README = Page.read(Page.PROJECT.resolve("README.md"));

  @TempDir private Path directory;
  private Terminals terminals;

  @BeforeEach
  void open() {
    terminals = Terminals.in(directory);
  }

  @AfterEach
  void close() {
    terminals.close();
  }

  @Test
  void nodesFormAClusterInAnyOrderAndMissTheOneThatGoes() {
    List<Block> blocks =
        README.blocksRunBy(getClass(), "nodesFormAClusterInAnyOrderAndMissTheOneThatGoes");
    assertThat(blocks).hasSize(1);
    List<String> commands = blocks.get(0).code().lines().toList();
    assertThat(commands).hasSize(3);
    Program b = terminals.type(commands.get(1));
    Program c = terminals.type(commands.get(2));
    Program a = terminals.type(commands.get(0));
    List.of(a, b, c).forEach(Commands::awaitPort);
    Program watcher =
        terminals.type("scripts/kokko shell --name watcher@127.0.0.1 --seed b@127.0.0.1");
    awaitList(watcher, "[a@127.0.0.1, b@127.0.0.1, c@127.0.0.1]");

    long killed = System.nanoTime();
    a.kill();
    awaitList(watcher, "[b@127.0.0.1, c@127.0.0.1]");
    assertThat(since(killed)).isLessThan(GONE_AFTER_KILL);

    long left = System.nanoTime();
    c.terminate();
    awaitList(watcher, "[b@127.0.0.1]");
    assertThat(since(left)).isLessThan(GONE_AFTER_LEAVE);
    assertThat(c.awaitExit()).isIn(0, 143);
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

    commands.kokko("server", "--name=two@127.0.0.1", "--port=0", "--seed=one@127.0.0.1");
    Commands.awaitPort(one);
    assertThat(get(managed, "/startup")).isEqualTo("200 OK");
    assertThat(get(managed, "/ready")).isEqualTo("200 OK");
  }

  private static String get(InetSocketAddress address, String path) {
    HttpAnswer answer = HttpAnswer.to(address, "GET", path, Map.of("Connection", "close"), "");
    return answer.status() + " " + answer.body();
  }

  private static void awaitList(Program shell, String list) {
    shell.typeUntil("Node.list()", "==> " + list + "\n");
  }

  private static Duration since(long nanos) {
    return Duration.ofNanos(System.nanoTime() - nanos);
  }
}
