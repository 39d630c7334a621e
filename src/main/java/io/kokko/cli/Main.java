package io.kokko.cli;

import io.kokko.shell.Reason;
import java.util.Objects;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Runs what was asked for on the command line, and says in one line what was wrong with it. */
@Command(
    name = "kokko",
    description = "Runs a Kokko node: Phoenix Channels for the JVM.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    subcommands = {ServerCommand.class, ShellCommand.class, RehearseCommand.class})
public final class Main implements Runnable {

  @SuppressWarnings("NullAway.Init") // picocli sets it
  @Spec
  private CommandSpec spec;

  private Main() {}

  public static void main(String[] arguments) {
    System.exit(commandLine().execute(arguments));
  }

  static CommandLine commandLine() {
    return new CommandLine(new Main())
        .setParameterExceptionHandler((e, arguments) -> usageError(e))
        .setExecutionExceptionHandler((e, commandLine, result) -> failure(e));
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is missing: server or shell");
  }

  private static int usageError(ParameterException e) {
    String message = Objects.requireNonNullElse(e.getMessage(), "");
    say(message.lines().findFirst().orElse(message) + "; see kokko --help");
    return CommandLine.ExitCode.USAGE;
  }

  private static int failure(Exception e) {
    say(Reason.of(e));
    return CommandLine.ExitCode.SOFTWARE;
  }

  static void say(String line) {
    System.err.println("kokko: " + line);
  }
}
