package io.kokko.socket;

import io.kokko.message.Payload;

/**
 * What {@code connect} answers: the client's assigns, or a refusal.
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
    return new Refused<>(Payload.empty());
  }

  /** Refuses the client, for a reason that an error handler may look at: HTTP 403. */
  static <A> ConnectResult<A> error(Object reason) {
    return new Refused<>(Payload.of(reason));
  }

  /** Lets the client open a socket. */
  record Ok<A>(A assigns) implements ConnectResult<A> {}

  /** Refuses the client. */
  record Refused<A>(Payload reason) implements ConnectResult<A> {}
}
