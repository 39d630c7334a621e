package io.kokko.bench;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Takes the options of {@link TrafficMode}. */
@Command(
    name = "fanout",
    description = "Publishers shout to topics; each client checks what it hears.",
    mixinStandardHelpOptions = true)
final class FanoutCommand implements Callable<Integer> {

  @Mixin private CommonOptions common = new CommonOptions();

  @Mixin private TrafficOptions traffic = new TrafficOptions();

  @Mixin private PaceOptions pace = new PaceOptions();

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
      names = {"-p", "--publishers"},
      paramLabel = "COUNT",
      description = "Publishers of each topic, among the clients (default: ${DEFAULT-VALUE}).")
  private int publishers = 1;

  @Option(
      names = "--noself",
      paramLabel = "",
      description = "The server does not send a shout to the one who shouts.")
  private boolean noSelf;

  @Override
  public Integer call() {
    common.require(clients > 0, "-n", clients, "1 or more");
    common.require(topics > 0, "--topics", topics, "1 or more");
    Pace speed = pace.pace(common);
    var plan = new Fanout.Plan(publishers, !noSelf, traffic.sizeBytes, speed);
    return common.run(
        session ->
            List.of(traffic.mode(session).fanout("fanout", session.setup(clients, topics), plan)));
  }
}
