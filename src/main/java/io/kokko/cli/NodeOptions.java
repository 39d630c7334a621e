package io.kokko.cli;

import io.kokko.cluster.NodeName;
import io.kokko.message.ChannelsException;
import io.kokko.shell.NodeSettings;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** Holds the options that every node takes. */
final class NodeOptions {

  private static final int MAX_PORT = 65_535;

  @SuppressWarnings("NullAway.Init") // picocli sets it
  @Spec(Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--name",
      paramLabel = "NAME@HOST",
      description = "Name of the node (default: ${DEFAULT-VALUE}).")
  private String name = "server@127.0.0.1";

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "${env:PORT:-4000}",
      description = "Port for HTTP and sockets, 0 for any (default: PORT, or 4000).")
  private int port;

  @Option(
      names = "--host",
      paramLabel = "ADDRESS",
      description = "Address for HTTP and sockets (default: ${DEFAULT-VALUE}).")
  private String host = "127.0.0.1";

  @Option(
      names = "--cluster-port",
      paramLabel = "PORT",
      description = "Port for other nodes (default: any that is free).")
  private int clusterPort;

  @Option(
      names = "--seed",
      paramLabel = "NAME@HOST[:CLUSTERPORT]",
      description = "Node whose cluster to join; may be repeated.")
  private List<String> seeds = List.of();

  @Option(
      names = "--seed-timeout",
      paramLabel = "SECONDS",
      description = "How long to try to reach a seed (default: ${DEFAULT-VALUE}).")
  private int seedTimeoutSeconds = 20;

  NodeSettings settings(boolean serves) {
    require(port >= 0 && port <= MAX_PORT, "--port", port, "0 to 65535");
    require(
        clusterPort >= 0 && clusterPort <= MAX_PORT, "--cluster-port", clusterPort, "0 to 65535");
    require(seedTimeoutSeconds > 0, "--seed-timeout", seedTimeoutSeconds, "1 or more seconds");
    return new NodeSettings(
        validName(),
        clusterPort,
        host,
        port,
        serves,
        seeds,
        Duration.ofSeconds(seedTimeoutSeconds));
  }

  private void require(boolean fits, String option, int value, String expected) {
    if (!fits) {
      throw usageError(option + ": " + value + " (expected: " + expected + ")");
    }
  }

  private String validName() {
    try {
      return NodeName.parse(name).toString();
    } catch (ChannelsException e) {
      throw usageError("--name: " + e.getMessage());
    }
  }

  private ParameterException usageError(String line) {
    return new ParameterException(spec.commandLine(), line);
  }
}
