package io.kokko.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** The lines of a source file between {@code // tag::name[]} and {@code // end::name[]}. */
final class Region {

  private static final Pattern MARK = Pattern.compile("\\s*// (tag|end)::[\\w-]+\\[]");

  private Region() {}

  /** Returns the region without the marks of others in it, moved to the left margin. */
  static String read(Path file, String name) throws IOException {
    List<String> lines = Files.readAllLines(file);
    int start = indexOf(lines, "// tag::" + name + "[]", file);
    int end = indexOf(lines, "// end::" + name + "[]", file);
    List<String> region =
        lines.subList(start + 1, end).stream()
            .filter(line -> !MARK.matcher(line).matches())
            .toList();
    // The last line would count as a margin even if it is empty.
    return String.join("\n", region).stripTrailing().stripIndent().strip() + "\n";
  }

  private static int indexOf(List<String> lines, String mark, Path file) {
    List<String> stripped = lines.stream().map(String::strip).toList();
    int index = stripped.indexOf(mark);
    if (index < 0) {
      throw new AssertionError(file + " has no line " + mark);
    }
    return index;
  }
}
