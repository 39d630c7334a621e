package io.kokko.bench;

import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Takes the options of {@link RollingMode}. */
@Command(
    name = "rolling",
    description =
        "Clients that come back as phoenix.js does, while the nodes restart one after the other."
            + " Starts the nodes itself; their settings come from KOKKO_JAVA_OPTS.",
    mixinStandardHelpOptions = true)
final class RollingCommand implements Callable<Integer> {

  @Mixin private CommonOptions common = new CommonOptions();

  @Option(
      names = "-n",
      paramLabel = "CLIENTS",
      description = "How many (default: ${DEFAULT-VALUE}).")
  private int clients = 3000;

  @Option(
      names = "--nodes",
      paramLabel = "COUNT",
      description = "How many nodes (default: ${DEFAULT-VALUE}).")
  private int nodes = 3;

  @Option(
      names = "--topics",
      paramLabel = "TOPICS",
      description = "Client i joins topic i modulo this (default: ${DEFAULT-VALUE}).")
  private int topics = 100;

  @Option(
      names = "--any",
      description =
          "Clients go to any node, also to one that is down; not only to those that are up.")
  private boolean any;

  @Option(
      names = "--ports",
      paramLabel = "PORT",
      split = ",",
      description = "Where the nodes serve, one for each; free ones without it.")
  private List<Integer> ports = List.of();

  @Option(
      names = "--proxy",
      paramLabel = "HOST:PORT",
      description = "Clients go there, to a proxy that runs and knows the --ports.")
  private @Nullable String proxy;

  @Option(
      names = "--first-rate",
      paramLabel = "RATE",
      description = "First connects a second (default: ${DEFAULT-VALUE}).")
  private double firstPerSecond = 2000;

  @Option(
      names = "--patience",
      paramLabel = "SECONDS",
      description = "For all to join, and for each restart (default: ${DEFAULT-VALUE}).")
  private double patienceSeconds = 90;

  @Override
  public Integer call() {
    common.require(clients > 0, "-n", clients, "1 or more");
    common.require(nodes > 1, "--nodes", nodes, "2 or more");
    common.require(topics > 0, "--topics", topics, "1 or more");
    common.require(firstPerSecond > 0, "--first-rate", firstPerSecond, "more than 0");
    common.require(ports.isEmpty() || ports.size() == nodes, "--ports", ports, nodes + " of them");
    Path project = Path.of(System.getProperty("kokko.project", ".")).toAbsolutePath();
    try (Fleet fleet = ProcessFleet.start(nodes, ports, project)) {
      RollingMode mode =
          new RollingMode(
              fleet,
              common.words(),
              common.threads(),
              !any,
              proxyAddress(),
              firstPerSecond,
              patienceSeconds,
              common.progress());
      return common.report(List.of(mode.run("rolling", clients, topics)));
    }
  }

  private @Nullable InetSocketAddress proxyAddress() {
    if (proxy == null) {
      return null;
    }
    URI url = URI.create("ws://" + proxy);
    boolean fits = url.getHost() != null && url.getPort() > 0;
    common.require(fits, "--proxy", proxy, "HOST:PORT");
    return new InetSocketAddress(url.getHost(), url.getPort());
  }
}
