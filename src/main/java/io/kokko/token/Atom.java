package io.kokko.token;

/**
 * An Erlang atom other than {@code nil}, {@code true} and {@code false}, such as Elixir's {@code
 * :admin}.
 *
 * @param name at most 255 characters, without the colon
 */
public record Atom(String name) {

  private static final int MAX_CHARACTERS = 255;

  /** Checks the length. */
  public Atom {
    int characters = name.codePointCount(0, name.length());
    if (characters > MAX_CHARACTERS) {
      throw new IllegalArgumentException(
          "atom of " + characters + " characters (expected: <= " + MAX_CHARACTERS + ")");
    }
  }
}
