package io.kokko.transport;

import io.kokko.channel.CloseCode;
import io.kokko.serializer.Frame;

/** Tells what a client did on its WebSocket. */
sealed interface WebSocketEvent {

  /** One whole message, its fragments put together. */
  record Message(Frame frame) implements WebSocketEvent {}

  /** Wants the same payload back as a pong. */
  @SuppressWarnings("ArrayRecordComponent") // Never compared, and read once.
  record Ping(byte[] payload) implements WebSocketEvent {}

  /** Answers a ping, or nothing at all. */
  enum Pong implements WebSocketEvent {
    INSTANCE
  }

  /** Wants to close, with a code that a client may use, or none. */
  enum Close implements WebSocketEvent {
    INSTANCE
  }

  /** Broke the protocol or a limit; nothing after it can be understood. */
  record Violation(CloseCode code) implements WebSocketEvent {}
}
