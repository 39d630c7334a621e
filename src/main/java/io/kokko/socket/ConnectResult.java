package io.kokko.socket;

import io.kokko.message.Payload;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * What {@code connect} answers: the client's assigns, a refusal, or not decided yet.
 *
 * @param <A> the assigns
 */
public sealed interface ConnectResult<A> {

  /** Lets the client open a socket; every channel of it starts with these assigns. */
  static <A> ConnectResult<A> ok(A assigns) {
    return new Ok<>(assigns);
  }

  /** Refuses the client: HTTP 403. */
  static <A> ConnectResult<A> error() {
    return new Refused<>(Optional.empty());
  }

  /**
   * Refuses the client for a reason, of which the socket's error handler makes an HTTP answer; 403
   * where it has none.
   */
  static <A> ConnectResult<A> error(Object reason) {
    return new Refused<>(Optional.of(Payload.of(reason)));
  }

  /**
   * Decides when a stage completes; until then only this client waits.
   *
   * <p>A stage that fails counts as a crash of {@code connect}. One that takes longer than {@code
   * kokko.transport.handshake-timeout} is given up, and the client gets HTTP 503.
   */
  static <A> ConnectResult<A> later(CompletionStage<ConnectResult<A>> result) {
    return new Later<>(result);
  }

  /** Lets the client open a socket. */
  record Ok<A>(A assigns) implements ConnectResult<A> {}

  /** Refuses the client. */
  record Refused<A>(Optional<Payload> reason) implements ConnectResult<A> {}

  /** Is not decided yet. */
  record Later<A>(CompletionStage<ConnectResult<A>> result) implements ConnectResult<A> {}
}
