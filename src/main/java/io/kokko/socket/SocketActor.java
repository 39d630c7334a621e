package io.kokko.socket;

import io.kokko.serializer.Frame;

/** Runs the socket of one client: decodes its frames and routes them to its channels. */
public final class SocketActor {

  /** What a socket is told. */
  public sealed interface Command {}

  /** One whole message of the client. */
  public record Incoming(Frame frame) implements Command {}

  private SocketActor() {}
}
