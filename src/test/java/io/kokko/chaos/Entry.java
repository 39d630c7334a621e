package io.kokko.chaos;

import io.kokko.message.Position;

/** Is what a client writes down, in order. */
public sealed interface Entry {

  /**
   * A join was answered, and the client begins at a position: it is its first, or what it missed
   * could not be told.
   *
   * @param first false if it had asked to go on where it was
   */
  record Began(Position position, boolean first) implements Entry {}

  /** A join was answered, and the client goes on where it was. */
  record WentOn() implements Entry {}

  /** A message came. */
  record Heard(Position position, String id) implements Entry {}
}
