package io.kokko.bench;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Takes the options of {@link ClusterMode}. */
@Command(
    name = "cluster",
    description = "Shouts on the first server that are heard on the others.",
    mixinStandardHelpOptions = true)
final class ClusterCommand implements Callable<Integer> {

  @Mixin private CommonOptions common = new CommonOptions();

  @Mixin private TrafficOptions traffic = new TrafficOptions();

  @Mixin private PaceOptions pace = new PaceOptions();

  @Option(
      names = "-n",
      paramLabel = "CLIENTS",
      description = "How many (default: ${DEFAULT-VALUE}).")
  private int clients = 100;

  @Option(
      names = "--topics",
      paramLabel = "TOPICS",
      description = "Client i joins topic i modulo this (default: ${DEFAULT-VALUE}).")
  private int topics = 1;

  @Option(
      names = "--servers",
      paramLabel = "COUNT",
      description = "How many to start, without --url (default: ${DEFAULT-VALUE}).")
  private int servers = 2;

  @Override
  public Integer call() {
    common.require(clients > 0, "-n", clients, "1 or more");
    common.require(topics > 0, "--topics", topics, "1 or more");
    common.require(servers > 1, "--servers", servers, "2 or more");
    Pace speed = pace.pace(common);
    return common.run(
        common.isGiven() ? 2 : servers,
        session ->
            List.of(
                new ClusterMode(session, traffic.mode(session))
                    .run("cluster", clients, topics, traffic.sizeBytes, speed)));
  }
}
