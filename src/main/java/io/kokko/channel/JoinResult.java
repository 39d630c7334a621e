package io.kokko.channel;

import io.kokko.message.Payload;
import java.util.concurrent.CompletionStage;

/**
 * What {@code join} answers: let in, refused, or not decided yet.
 *
 * @param <C> the channel class
 */
public sealed interface JoinResult<C> {

  /** Lets the client in, and answers {@code {}}. */
  static <C> JoinResult<C> ok(C channel) {
    return new Ok<>(channel, Payload.empty());
  }

  /** Lets the client in, and answers whatever {@link Payload#of} takes. */
  static <C> JoinResult<C> ok(C channel, Object reply) {
    return new Ok<>(channel, Payload.of(reply));
  }

  /** Refuses the client, and answers {@code {}}. */
  static <C> JoinResult<C> error() {
    return new Refused<>(Payload.empty());
  }

  /** Refuses the client, and answers whatever {@link Payload#of} takes. */
  static <C> JoinResult<C> error(Object reason) {
    return new Refused<>(Payload.of(reason));
  }

  /**
   * Decides when a stage completes; until then only this topic waits.
   *
   * <p>A stage that fails counts as a crash of the join.
   */
  static <C> JoinResult<C> later(CompletionStage<JoinResult<C>> result) {
    return new Later<>(result);
  }

  /** Lets the client in. */
  record Ok<C>(C channel, Payload reply) implements JoinResult<C> {}

  /** Refuses the client. */
  record Refused<C>(Payload reason) implements JoinResult<C> {}

  /** Is not decided yet. */
  record Later<C>(CompletionStage<JoinResult<C>> result) implements JoinResult<C> {}
}
