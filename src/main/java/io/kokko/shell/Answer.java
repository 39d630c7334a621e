package io.kokko.shell;

import java.util.Locale;

/** Answers in the shell as Elixir's atoms do: a bare word, without the quotes of a string. */
public enum Answer {
  /** It is done. */
  OK,
  /** The node answered. */
  PONG,
  /** The node did not answer. */
  PANG;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
