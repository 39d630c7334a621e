package io.kokko.bench;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Takes the options of {@link ChurnMode}. */
@Command(
    name = "churn",
    description = "Clients connect, join, leave and close, again and again.",
    mixinStandardHelpOptions = true)
final class ChurnCommand implements Callable<Integer> {

  @Mixin private CommonOptions common = new CommonOptions();

  @Mixin private TrafficOptions traffic = new TrafficOptions();

  @Option(
      names = "-n",
      paramLabel = "CLIENTS",
      description = "How many (default: ${DEFAULT-VALUE}).")
  private int clients = 200;

  @Option(
      names = "--topics",
      paramLabel = "TOPICS",
      description = "Client i joins topic i modulo this (default: ${DEFAULT-VALUE}).")
  private int topics = 1;

  @Override
  public Integer call() {
    common.require(clients > 0, "-n", clients, "1 or more");
    common.require(topics > 0, "--topics", topics, "1 or more");
    return common.run(
        session ->
            List.of(
                new ChurnMode(session, traffic.warmupSeconds, traffic.seconds)
                    .run("churn", clients, topics)));
  }
}
