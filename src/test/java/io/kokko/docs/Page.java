package io.kokko.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A page in Markdown, for the code in it. */
public record Page(Path path, List<String> lines) {

  /** Where in the project's code a block is quoted from. */
  public record Source(String path, String region) {}

  /** A fenced block; {@code source} is what the comment before it names. */
  public record Block(Path page, int line, Optional<Source> source, String code) {

    @Override
    public String toString() {
      return PROJECT.relativize(page) + " line " + line;
    }
  }

  public static final Path PROJECT =
      Path.of(System.getProperty("kokko.project", ".")).toAbsolutePath();

  private static final String FENCE = "```";
  private static final Pattern FROM = Pattern.compile("<!-- from (\\S+)#(\\S+) -->");

  public static Page read(Path path) {
    try {
      return new Page(path, Files.readAllLines(path));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the fenced blocks of one language, in their order. */
  public List<Block> blocks(String language) {
    List<Block> blocks = new ArrayList<>();
    for (int at = 0; at < lines.size(); at++) {
      if (lines.get(at).startsWith(FENCE)) {
        int end = endOf(at);
        if (lines.get(at).equals(FENCE + language)) {
          blocks.add(new Block(path, at + 1, sourceBefore(at), code(at, end)));
        }
        at = end;
      }
    }
    return blocks;
  }

  private int endOf(int start) {
    for (int at = start + 1; at < lines.size(); at++) {
      if (lines.get(at).equals(FENCE)) {
        return at;
      }
    }
    throw new AssertionError(path + " line " + (start + 1) + ": a block without an end");
  }

  private String code(int start, int end) {
    return String.join("\n", lines.subList(start + 1, end)) + "\n";
  }

  private Optional<Source> sourceBefore(int start) {
    Matcher from = FROM.matcher(start == 0 ? "" : lines.get(start - 1).strip());
    return from.matches()
        ? Optional.of(new Source(from.group(1), from.group(2)))
        : Optional.empty();
  }
}
