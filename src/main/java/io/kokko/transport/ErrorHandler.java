package io.kokko.transport;

import io.kokko.message.Payload;
import io.kokko.socket.ConnectInfo;

/**
 * Words the answer to a client whose {@code connect} gave {@code ConnectResult.error(reason)};
 * Phoenix's {@code error_handler}.
 *
 * <p>It may run on any thread, and must not block.
 */
@FunctionalInterface
public interface ErrorHandler {

  /** Makes an HTTP answer of a reason. */
  Refusal refuse(ConnectInfo info, Payload reason);

  /** Answers 403 whatever the reason, which is the default. */
  static ErrorHandler forbidden() {
    return (info, reason) -> Refusal.of(403);
  }
}
