package io.kokko.shell;

import io.kokko.message.ChannelsException;
import java.net.BindException;
import java.util.stream.Stream;

/** Says in one line why something failed, for a user who wants no stack trace. */
public final class Reason {

  private Reason() {}

  /** Returns the line of the cause that says most: ours, then a refused port, then the last. */
  public static String of(Throwable failure) {
    return causes(failure)
        .filter(ChannelsException.class::isInstance)
        .findFirst()
        .or(() -> causes(failure).filter(BindException.class::isInstance).findFirst())
        .or(() -> causes(failure).reduce((outer, inner) -> inner))
        .map(Reason::line)
        .orElseThrow();
  }

  private static Stream<Throwable> causes(Throwable failure) {
    return Stream.iterate(failure, cause -> cause != null, Throwable::getCause);
  }

  private static String line(Throwable cause) {
    String message = cause.getMessage();
    if (message == null || message.isBlank()) {
      return cause.getClass().getSimpleName();
    }
    String line = message.lines().findFirst().orElse(message);
    return cause instanceof ChannelsException
        ? line
        : cause.getClass().getSimpleName() + ": " + line;
  }
}
