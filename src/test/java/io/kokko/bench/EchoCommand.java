package io.kokko.bench;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Takes the options of {@link TrafficMode}. */
@Command(
    name = "echo",
    description = "Clients send requests and check their replies.",
    mixinStandardHelpOptions = true)
final class EchoCommand implements Callable<Integer> {

  @Mixin private CommonOptions common = new CommonOptions();

  @Mixin private TrafficOptions traffic = new TrafficOptions();

  @Option(
      names = "-n",
      paramLabel = "CLIENTS",
      description = "How many (default: ${DEFAULT-VALUE}).")
  private int clients = 1000;

  @Option(
      names = "--topics",
      paramLabel = "TOPICS",
      description = "Client i joins topic i modulo this (default: ${DEFAULT-VALUE}).")
  private int topics = 1;

  @Option(
      names = "--inflight",
      paramLabel = "COUNT",
      description = "How many of each client may be outstanding (default: ${DEFAULT-VALUE}).")
  private int inflight = 1;

  @Option(
      names = "--rate",
      paramLabel = "RATE",
      description =
          "How many a second all clients send together; 0: as fast as replies come (default).")
  private double rate;

  @Override
  public Integer call() {
    common.require(clients > 0, "-n", clients, "1 or more");
    common.require(topics > 0, "--topics", topics, "1 or more");
    common.require(inflight > 0, "--inflight", inflight, "1 or more");
    var plan = new Echo.Plan(traffic.sizeBytes, Pace.of(rate, inflight));
    return common.run(
        session ->
            List.of(traffic.mode(session).echo("echo", session.setup(clients, topics), plan)));
  }
}
