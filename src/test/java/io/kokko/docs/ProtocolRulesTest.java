package io.kokko.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Sees that every rule of the protocol has tests that name it, or a reason why not. */
class ProtocolRulesTest {

  /** A line of the page's tables. */
  private record Row(int rule, String tests) {

    List<String> classes() {
      return matches(CLASS, tests).map(match -> match.group(1)).toList();
    }
  }

  private static final Path TESTS = Page.PROJECT.resolve("src/test/java");
  private static final Path PAGE = Page.PROJECT.resolve("docs/protocol-rules.md");
  private static final Pattern ROW = Pattern.compile("(?m)^\\| (\\d+) \\| .* \\| (.*) \\|$");
  private static final Pattern CLASS = Pattern.compile("`(\\w+)`");
  private static final String NUMBERS = "\\d+(?:(?:, | and | to )\\d+)*";
  private static final Pattern NAMED = Pattern.compile("[Rr]ules? (" + NUMBERS + ")|rule(\\d+)");
  private static final Pattern RANGE = Pattern.compile("(\\d+)(?: to (\\d+))?");

  @Test
  void everyRuleHasItsRow() throws IOException {
    IntStream rules = IntStream.concat(IntStream.rangeClosed(1, 58), IntStream.rangeClosed(59, 63));

    assertThat(rows().map(Row::rule)).containsExactlyElementsOf(rules.boxed().toList());
  }

  @TestFactory
  Stream<DynamicTest> testsOfARuleNameIt() throws IOException {
    return rows().map(row -> dynamicTest("rule " + row.rule(), () -> check(row)));
  }

  private static void check(Row row) throws IOException {
    if (row.tests().startsWith("no test: ")) {
      return;
    }
    assertThat(row.classes()).as("tests of rule %s", row.rule()).isNotEmpty();
    for (String name : row.classes()) {
      assertThat(rulesNamedIn(source(name))).as("rules that %s names", name).contains(row.rule());
    }
  }

  @Test
  void listsAndRangesOfRulesAreRead() {
    assertThat(rulesNamedIn("rules 3, 12 to 14\n * and 20; Rule 5. void rule7Some() 9"))
        .containsExactly(3, 5, 7, 12, 13, 14, 20);
  }

  private static Stream<Row> rows() throws IOException {
    return matches(ROW, Files.readString(PAGE))
        .map(match -> new Row(Integer.parseInt(match.group(1)), match.group(2)));
  }

  private static String source(String className) throws IOException {
    try (Stream<Path> files = Files.walk(TESTS)) {
      List<Path> found = files.filter(path -> path.endsWith(className + ".java")).limit(2).toList();
      assertThat(found).as("files of %s", className).hasSize(1);
      return Files.readString(found.get(0));
    }
  }

  private static Set<Integer> rulesNamedIn(String source) {
    Set<Integer> rules = new TreeSet<>();
    String joined = source.replaceAll("\\n +\\* ", " ");
    matches(NAMED, joined)
        .map(match -> match.group(1) == null ? match.group(2) : match.group(1))
        .flatMap(numbers -> matches(RANGE, numbers))
        .flatMapToInt(ProtocolRulesTest::range)
        .forEach(rules::add);
    return rules;
  }

  private static IntStream range(MatchResult match) {
    int first = Integer.parseInt(match.group(1));
    return IntStream.rangeClosed(
        first, match.group(2) == null ? first : Integer.parseInt(match.group(2)));
  }

  private static Stream<MatchResult> matches(Pattern pattern, String text) {
    return pattern.matcher(text).results();
  }
}
