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

  /** The method of a test that does what a block says. */
  public record Runner(String testClass, String method) {}

  /**
   * A fenced block.
   *
   * @param language what follows the fence's marks, or the empty string
   * @param above the line above it
   */
  public record Block(Path page, int line, String language, String above, String code) {

    /** Returns what {@code <!-- from path#region -->} above it names. */
    public Optional<Source> source() {
      return named(FROM).map(from -> new Source(from.group(1), from.group(2)));
    }

    /** Returns what {@code <!-- run by TestClass.method -->} above it names. */
    public Optional<Runner> runner() {
      return named(RUN_BY).map(run -> new Runner(run.group(1), run.group(2)));
    }

    /** Returns the reason that {@code <!-- not run: reason -->} above it gives. */
    public Optional<String> reasonNotToRun() {
      return named(NOT_RUN).map(not -> not.group(1));
    }

    private Optional<Matcher> named(Pattern marker) {
      return Optional.of(marker.matcher(above.strip())).filter(Matcher::matches);
    }

    @Override
    public String toString() {
      return PROJECT.relativize(page) + " line " + line;
    }
  }

  public static final Path PROJECT =
      Path.of(System.getProperty("kokko.project", ".")).toAbsolutePath();

  private static final String FENCE = "```";
  private static final Pattern FROM = Pattern.compile("<!-- from (\\S+)#(\\S+) -->");
  private static final Pattern RUN_BY = Pattern.compile("<!-- run by (\\w+)\\.(\\w+) -->");
  private static final Pattern NOT_RUN = Pattern.compile("<!-- not run: (.+) -->");

  public static Page read(Path path) {
    try {
      return new Page(path, Files.readAllLines(path));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the fenced blocks, in their order. */
  public List<Block> blocks() {
    List<Block> blocks = new ArrayList<>();
    for (int at = 0; at < lines.size(); at++) {
      if (lines.get(at).strip().startsWith(FENCE)) {
        requireMargin(at);
        int end = endOf(at);
        String above = at == 0 ? "" : lines.get(at - 1);
        String language = lines.get(at).substring(FENCE.length());
        blocks.add(new Block(path, at + 1, language, above, code(at, end)));
        at = end;
      }
    }
    return blocks;
  }

  /** Returns the fenced blocks of one language, in their order. */
  public List<Block> blocks(String language) {
    return blocks().stream().filter(block -> block.language().equals(language)).toList();
  }

  /** Returns the blocks that a method of a test says it runs, in their order. */
  public List<Block> blocksRunBy(Class<?> test, String method) {
    Optional<Runner> runner = Optional.of(new Runner(test.getSimpleName(), method));
    return blocks().stream().filter(block -> block.runner().equals(runner)).toList();
  }

  private void requireMargin(int at) {
    if (!lines.get(at).startsWith(FENCE)) {
      throw new AssertionError(path + " line " + (at + 1) + ": a block that is set in");
    }
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
}
