package io.kokko.cli;

import io.kokko.shell.RunningNode;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Runs a node that serves, until it is told to stop. */
@Command(
    name = "server",
    description = "Runs a node that serves HTTP and sockets, until SIGTERM or Ctrl-C.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class ServerCommand implements Callable<Integer> {

  private static final Logger LOG = LoggerFactory.getLogger(ServerCommand.class);

  @Mixin private NodeOptions options = new NodeOptions();

  @Override
  public Integer call() {
    RunningNode node = HelloNode.start(options.settings(true));
    LOG.info(HelloNode.greeting(node));
    node.awaitEnd();
    return 0;
  }
}
