package io.kokko.bench;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** Prints lines with their columns below each other: the first to the left, others to the right. */
final class Table {

  private final List<String[]> lines = new ArrayList<>();

  Table(String... head) {
    add(head);
  }

  void add(String... cells) {
    lines.add(cells);
  }

  void print(PrintWriter out) {
    int[] widths = new int[lines.get(0).length];
    for (String[] line : lines) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], line[i].length());
      }
    }
    for (String[] line : lines) {
      StringBuilder text = new StringBuilder(padded(line[0], -widths[0]));
      for (int i = 1; i < widths.length; i++) {
        text.append("  ").append(padded(line[i], widths[i]));
      }
      out.println(text.toString().stripTrailing());
    }
  }

  private static String padded(String text, int width) {
    return width == 0 ? text : String.format("%" + width + "s", text);
  }
}
