package io.kokko.bench;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Takes the options of {@link ConnectMode}. */
@Command(
    name = "connect",
    description = "How fast clients connect and join, the first time and again.",
    mixinStandardHelpOptions = true)
final class ConnectCommand implements Callable<Integer> {

  @Mixin private CommonOptions common = new CommonOptions();

  @Option(
      names = "-n",
      paramLabel = "CLIENTS",
      description = "How many (default: ${DEFAULT-VALUE}).")
  private int clients = 10000;

  @Option(
      names = "--topics",
      paramLabel = "TOPICS",
      description = "Client i joins topic i modulo this (default: ${DEFAULT-VALUE}).")
  private int topics = 100;

  @Option(
      names = "--settle",
      paramLabel = "SECONDS",
      description = "How long to wait before memory is looked at (default: ${DEFAULT-VALUE}).")
  private double settleSeconds = 5;

  @Option(
      names = "--times",
      paramLabel = "COUNT",
      description = "How often they come and go (default: ${DEFAULT-VALUE}).")
  private int times = 2;

  @Override
  public Integer call() {
    common.require(clients > 0, "-n", clients, "1 or more");
    common.require(topics > 0, "--topics", topics, "1 or more");
    return common.run(
        session -> new ConnectMode(session, settleSeconds).run(clients, topics, times));
  }
}
