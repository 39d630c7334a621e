package io.kokko.hello;

import java.util.List;

/**
 * A line on the board, or a part of one that is being drawn.
 *
 * @param number which of its page's lines it is
 * @param width of the pen, 1 to 200 ten thousandths of the board's width
 * @param points x and y in turn, in ten thousandths of the board, at most 200 of each
 */
public record Line(long number, int width, List<Integer> points) {

  private static final int MAX_WIDTH = 200;
  private static final int MAX_NUMBERS = 400;

  public Line {
    Checked.require(width >= 1 && width <= MAX_WIDTH, "width (expected: 1 to " + MAX_WIDTH + ")");
    Checked.require(
        points != null
            && !points.isEmpty()
            && points.size() % 2 == 0
            && points.size() <= MAX_NUMBERS
            && points.stream().allMatch(Spot::isOnBoard),
        "points (expected: x and y in turn, up to "
            + MAX_NUMBERS
            + " numbers from 0 to "
            + Spot.BOARD
            + ")");
    points = List.copyOf(points);
  }
}
