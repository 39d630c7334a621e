package io.kokko.acceptance;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Kills the seeds of a cluster, all of them, and starts them again. */
class SeedsRestartTest {

  private static final String LATE_TO_NOTICE =
      "-Dpekko.cluster.failure-detector.acceptable-heartbeat-pause=8s";

  @RegisterExtension private final Commands commands = new Commands();

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
    watcher.typeUntil("Node.list()", "==> [one@127.0.0.1, stays@127.0.0.1, two@127.0.0.1]\n");
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
}
