package io.kokko.reference;

import java.util.List;

/** One part of a transcript, from its headline to the next one. */
record Scenario(String name, List<Line> lines) {

  /** A line as it stands, with its number in the file. */
  record Line(int number, String text) {

    @Override
    public String toString() {
      return "line " + number + ": " + text;
    }
  }
}
