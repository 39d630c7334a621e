package io.kokko.cli;

import io.kokko.shell.RunningNode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Runs a node for a moment, and clients with it. The launcher has a JVM do that which then writes
 * an archive of the classes it has met.
 */
@Command(
    name = "rehearse",
    description = "Runs a node and clients for a moment.",
    hidden = true,
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class RehearseCommand implements Callable<Integer> {

  @Mixin private NodeOptions options = new NodeOptions();

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description = "How often clients come and go (default: ${DEFAULT-VALUE}).")
  private int rounds = 20;

  @Override
  public Integer call() throws InterruptedException {
    RunningNode node = HelloNode.start(options.settings(true));
    new Rehearsal(node.address().orElseThrow()).run(rounds);
    return 0;
  }
}
