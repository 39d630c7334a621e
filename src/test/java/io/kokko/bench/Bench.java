package io.kokko.bench;

import java.util.Objects;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * Loads a server of Phoenix Channels and measures it.
 *
 * <p>Its exit code: 0 if all was as it should be; 1 if something was lost, doubled, out of order,
 * damaged or cut; 2 for wrong options; 3 if nothing could be measured.
 */
@Command(
    name = "bench",
    description = "Loads a server of Phoenix Channels and measures it.",
    mixinStandardHelpOptions = true,
    subcommands = {
      AllCommand.class,
      ConnectCommand.class,
      MemoryCommand.class,
      IdleCommand.class,
      FanoutCommand.class,
      EchoCommand.class,
      ChurnCommand.class,
      SlowCommand.class,
      ClusterCommand.class,
      RollingCommand.class
    })
public final class Bench implements Runnable {

  static final int NOT_MEASURED = 3;

  @SuppressWarnings("NullAway.Init") // picocli sets it
  @Spec
  private CommandSpec spec;

  private Bench() {}

  public static void main(String[] arguments) {
    System.exit(commandLine().execute(arguments));
  }

  static CommandLine commandLine() {
    return new CommandLine(new Bench())
        .setParameterExceptionHandler((e, arguments) -> usageError(e))
        .setExecutionExceptionHandler(Bench::failure);
  }

  @Override
  public void run() {
    String modes = String.join(", ", spec.subcommands().keySet());
    throw new ParameterException(spec.commandLine(), "a mode is missing: " + modes);
  }

  private static int usageError(ParameterException e) {
    String message = Objects.requireNonNullElse(e.getMessage(), "");
    String line = message.lines().findFirst().orElse(message);
    e.getCommandLine().getErr().println("bench: " + line + "; see scripts/bench --help");
    return CommandLine.ExitCode.USAGE;
  }

  private static int failure(Exception e, CommandLine commandLine, CommandLine.ParseResult parsed)
      throws Exception {
    if (e instanceof BenchException) {
      commandLine.getErr().println("bench: " + e.getMessage());
      return NOT_MEASURED;
    }
    throw e;
  }
}
