package io.kokko.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.kokko.docs.Page;
import io.kokko.docs.Page.Block;
import io.kokko.machine.Alone;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lets nodes find each other by their seeds, and lose each other. */
@Alone
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

  private static void awaitList(Program shell, String list) {
    shell.typeUntil("Node.list()", "==> " + list + "\n");
  }

  private static Duration since(long nanos) {
    return Duration.ofNanos(System.nanoTime() - nanos);
  }
}
