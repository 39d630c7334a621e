package io.kokko.shell;

import io.kokko.message.ChannelsException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** Waits for what the API answers later, since a shell shows a value and not a future. */
final class Results {

  private Results() {}

  /**
   * Returns the result, or throws the failure itself in place of the future's wrapping.
   *
   * @throws CompletionException if the failure is a checked exception
   */
  static <T> T await(CompletionStage<T> stage) {
    try {
      return stage.toCompletableFuture().join();
    } catch (CompletionException e) {
      throw unwrapped(e);
    }
  }

  private static RuntimeException unwrapped(CompletionException wrapping) {
    if (!(wrapping.getCause() instanceof RuntimeException failure)) {
      return wrapping;
    }
    if (failure instanceof ChannelsException) {
      // The reader wants to see his own line, not the actor's thread that found the failure.
      failure.fillInStackTrace();
    }
    return failure;
  }
}
