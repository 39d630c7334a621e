package io.kokko.bench;

/**
 * Follows the numbers 1, 2, 3 … that one receiver gets from one sender. One thread at a time may
 * use it.
 */
final class Receipts {

  /** What a number is, seen with those before it. */
  enum Kind {
    NEXT,
    AFTER_GAP,
    LATE,
    DOUBLED,
    /** So far behind the newest that nobody remembers whether it came before. */
    TOO_LATE
  }

  private static final int REMEMBERED = Long.SIZE;

  private long newest;
  private long different;

  /** Bit i: the number that is i behind the newest has come. */
  private long seen;

  Kind add(long number) {
    if (number > newest) {
      return ahead(number);
    }
    long behind = newest - number;
    if (behind >= REMEMBERED) {
      return Kind.TOO_LATE;
    }
    long bit = 1L << behind;
    if ((seen & bit) != 0) {
      return Kind.DOUBLED;
    }
    seen |= bit;
    different++;
    return Kind.LATE;
  }

  private Kind ahead(long number) {
    long step = number - newest;
    seen = step >= REMEMBERED ? 1 : seen << step | 1;
    newest = number;
    different++;
    return step == 1 ? Kind.NEXT : Kind.AFTER_GAP;
  }

  /** Returns how many different numbers came; those that were too late to tell are not in it. */
  long different() {
    return different;
  }
}
