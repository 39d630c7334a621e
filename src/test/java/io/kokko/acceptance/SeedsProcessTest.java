package io.kokko.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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

  private static final String LATE_TO_NOTICE =
      "-Dpekko.cluster.failure-detector.acceptable-heartbeat-pause=8s";

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
  void nodeThatStayedJoinsTheSeedsThatWereKilledAndStartedTogether() {
    Program one = brief("one@127.0.0.1");
    Program two = brief("two@127.0.0.1");
    // So late that the two have founded a cluster of their own before, unless they start slowly.
    Program stays = brief("stays@127.0.0.1", LATE_TO_NOTICE);
    List.of(one, two, stays).forEach(Commands::awaitPort);

    List.of(one, two).forEach(Program::kill);
    List<Program> again = List.of(brief("one@127.0.0.1"), brief("two@127.0.0.1"));
    again.forEach(Commands::awaitPort);

    Program watcher =
        commands.kokko("shell", "--name", "watcher@127.0.0.1", "--seed", "one@127.0.0.1");
    awaitList(watcher, "[one@127.0.0.1, stays@127.0.0.1, two@127.0.0.1]");
  }

  /** Looks for both seeds, and removes soon who is dead. */
  private Program brief(String name, String... more) {
    List<String> options = new ArrayList<>(List.of(more));
    options.add("-Dkokko.cluster.seed-interval=500ms");
    options.add("-Dpekko.cluster.split-brain-resolver.stable-after=2s");
    return commands.kokkoBy(
        List.of(),
        options,
        "server",
        "--name",
        name,
        "--port",
        "0",
        "--seed",
        "one@127.0.0.1",
        "--seed",
        "two@127.0.0.1");
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
