package io.kokko.bench;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Takes the options of {@link SlowMode}. */
@Command(
    name = "slow",
    description = "What clients that stop reading do to the others, and what becomes of them.",
    mixinStandardHelpOptions = true)
final class SlowCommand implements Callable<Integer> {

  @Mixin private CommonOptions common = new CommonOptions();

  @Mixin private TrafficOptions traffic = new TrafficOptions();

  @Option(
      names = "-n",
      paramLabel = "CLIENTS",
      description = "How many (default: ${DEFAULT-VALUE}).")
  private int clients = 1000;

  @Option(
      names = "--slow",
      paramLabel = "COUNT",
      description = "How many of them stop reading (default: ${DEFAULT-VALUE}).")
  private int slow = 1;

  @Option(
      names = "--rate",
      paramLabel = "RATE",
      description = "Shouts a second, of --size bytes each (default: ${DEFAULT-VALUE}).")
  private double rate = 20;

  @Option(
      names = "--rcvbuf",
      paramLabel = "BYTES",
      description = "What the kernel may keep for each of these; 0: what it does (default).")
  private int receiveBufferBytes;

  @Override
  public Integer call() {
    common.require(slow >= 0 && slow < clients, "--slow", slow, "0 to " + (clients - 1));
    common.require(rate > 0, "--rate", rate, "more than 0");
    var plan = new Fanout.Plan(1, true, traffic.sizeBytes, Pace.of(rate, 1));
    return common.run(
        session ->
            new SlowMode(
                    session,
                    traffic.warmupSeconds,
                    traffic.seconds,
                    traffic.drainSeconds,
                    receiveBufferBytes)
                .run("slow " + slow + " of " + clients, clients, slow, plan));
  }
}
