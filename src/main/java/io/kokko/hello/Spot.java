package io.kokko.hello;

import org.jspecify.annotations.Nullable;

/** A place on the board, in ten thousandths of its width and height. */
public record Spot(int x, int y) {

  static final int BOARD = 10_000;

  public Spot {
    Checked.require(isOnBoard(x) && isOnBoard(y), "x and y (expected: 0 to " + BOARD + ")");
  }

  static boolean isOnBoard(@Nullable Integer number) {
    return number != null && number >= 0 && number <= BOARD;
  }
}
