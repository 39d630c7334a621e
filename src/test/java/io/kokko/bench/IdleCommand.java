package io.kokko.bench;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Takes the options of {@link IdleMode}. */
@Command(
    name = "idle",
    description = "What clients cost that have joined and only send heartbeats.",
    mixinStandardHelpOptions = true)
final class IdleCommand implements Callable<Integer> {

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
      names = "--secs",
      paramLabel = "SECONDS",
      description = "How long to measure (default: ${DEFAULT-VALUE}).")
  private double seconds = 30;

  @Override
  public Integer call() {
    common.require(clients > 0, "-n", clients, "1 or more");
    common.require(topics > 0, "--topics", topics, "1 or more");
    return common.run(
        session ->
            List.of(new IdleMode(session, settleSeconds, seconds).run("idle", clients, topics)));
  }
}
