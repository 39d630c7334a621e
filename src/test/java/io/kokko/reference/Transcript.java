package io.kokko.reference;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kokko.reference.Scenario.Line;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Reads transcripts, which are text: a headline with {@code ###}, then a line for each event. */
final class Transcript {

  private static final String HEADLINE = "### ";
  private static final String COMMENT = "# ";

  private Transcript() {}

  /** Reads a transcript among the test resources. */
  static List<Scenario> read(String resource) {
    try (InputStream in = Transcript.class.getResourceAsStream("/reference/" + resource)) {
      return parse(new String(Objects.requireNonNull(in, resource).readAllBytes(), UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(resource, e);
    }
  }

  /** Reads a transcript; lines that start with one # are comments. */
  static List<Scenario> parse(String text) {
    List<Scenario> scenarios = new ArrayList<>();
    List<Line> lines = new ArrayList<>();
    int number = 0;
    for (String line : text.split("\n", -1)) {
      number++;
      if (line.startsWith(HEADLINE)) {
        lines = new ArrayList<>();
        scenarios.add(new Scenario(line.substring(HEADLINE.length()), lines));
      } else if (!line.isEmpty() && !line.startsWith(COMMENT)) {
        lines.add(new Line(number, line));
      }
    }
    return List.copyOf(scenarios);
  }
}
