package io.kokko.shell;

import io.kokko.message.ChannelsException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** Waits for what the API answers later, since a shell shows a value and not a future. */
final class Results {

  private Results() {}

  /** Returns the result, or throws the failure itself in place of the future's wrapping. */
  static <T> T await(CompletionStage<T> stage) {
    try {
      return stage.toCompletableFuture().join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException failure ? failure : e;
    }
  }

  /**
   * Returns the result of a command typed into the shell.
   *
   * @throws ShellException if Kokko could not do it
   */
  static <T> T of(Supplier<T> command) {
    try {
      return command.get();
    } catch (ChannelsException e) {
      throw new ShellException(e);
    }
  }

  /** Awaits the result of a command typed into the shell. */
  static <T> T ofStage(Supplier<CompletionStage<T>> command) {
    return of(() -> await(command.get()));
  }
}
