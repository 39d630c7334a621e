package io.kokko.cli;

import io.kokko.shell.Shell;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs a node under the JDK's JShell. */
@Command(
    name = "shell",
    description = "Runs a node under JShell; it serves HTTP and sockets only with --serve.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class ShellCommand implements Callable<Integer> {

  private static final List<String> STARTUP =
      List.of(
          "import java.util.*;",
          "import java.util.function.*;",
          "import java.util.stream.*;",
          "import io.kokko.hello.*;",
          "import io.kokko.shell.Endpoint;",
          "import io.kokko.shell.Node;",
          "import io.kokko.shell.Presence;",
          "io.kokko.cli.HelloNode.attach();");

  @Mixin private NodeOptions options = new NodeOptions();

  @Option(names = "--serve", description = "Serve HTTP and sockets too.")
  private boolean serves;

  @Override
  public Integer call() throws Exception {
    return Shell.run(options.settings(serves), STARTUP, ShellCommand::giveUp);
  }

  private static void giveUp(String reason) {
    Main.say(reason);
    System.exit(ExitCode.SOFTWARE);
  }
}
