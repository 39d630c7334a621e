package io.kokko.hello;

import io.kokko.channel.Reply;
import io.kokko.channel.Result;
import io.kokko.message.Payload;
import io.kokko.message.PayloadException;
import java.util.Map;
import java.util.function.Function;

/**
 * Reads what pages send into records that say themselves what they take, and tells a page what it
 * got wrong instead of ending its channel.
 */
final class Checked {

  private Checked() {}

  /**
   * Refuses a value, in the constructor of a record.
   *
   * @param expected what the client is told
   */
  static void require(boolean fits, String expected) {
    if (!fits) {
      throw new IllegalArgumentException(expected);
    }
  }

  /** Handles a payload, or answers {@code {"reason": …}}. */
  static <T> Result handle(Payload payload, Class<T> type, Function<T, Result> handler) {
    T read;
    try {
      read = payload.as(type);
    } catch (PayloadException e) {
      return Reply.error(refusal(e));
    }
    return handler.apply(read);
  }

  /** Says why a payload was not taken; what Jackson thinks of it is not for clients. */
  static Map<String, String> refusal(PayloadException refused) {
    for (Throwable cause = refused; cause != null; cause = cause.getCause()) {
      if (cause instanceof IllegalArgumentException) {
        return Map.of("reason", String.valueOf(cause.getMessage()));
      }
    }
    return Map.of("reason", "unreadable payload");
  }
}
