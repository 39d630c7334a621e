package io.kokko.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.typesafe.config.ConfigFactory;
import io.kokko.docs.Page.Block;
import io.kokko.docs.Page.Runner;
import io.kokko.settings.UnknownSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Sees that the pages quote the code as it is, and that a test does what they tell to type.
 *
 * <p>The line above a block of Java names the region it is from, {@code <!-- from path#region -->}.
 * That above commands, or above a dialogue, names the test that takes it from the page and types
 * it, {@code <!-- run by TestClass.method -->}; or it says why none does, {@code <!-- not run:
 * reason -->}.
 */
class DocsTest {

  private static final Path TESTS = Page.PROJECT.resolve("src/test/java");
  private static final Pattern SCRIPT_IN_A_SENTENCE = Pattern.compile("`(scripts/[^`]+)`");
  private static final Pattern TESTS_TO_RUN = Pattern.compile("-Dtest='?([\\w,]+)");

  @TempDir private static Path directory;

  @TestFactory
  Stream<DynamicTest> blocksAreTrue() throws IOException {
    return pages().stream()
        .flatMap(page -> Page.read(page).blocks().stream())
        .map(block -> dynamicTest(block.toString(), () -> check(block)));
  }

  private static void check(Block block) throws IOException, InterruptedException {
    switch (block.language()) {
      case "java" -> compare(block);
      case "sh" -> {
        succeeds(block.code(), "bash", "-n");
        isRun(block);
      }
      case "console", "sql" -> isRun(block);
      case "js" -> {
        Path module = Files.writeString(directory.resolve("block.mjs"), block.code());
        succeeds("", "node", "--check", module.toString());
      }
      case "hocon" ->
          assertThat(UnknownSettings.in(ConfigFactory.parseString(block.code())))
              .as("%s: settings that nobody reads", block)
              .isEmpty();
      case "xml" -> Pom.parse(block.code());
      default ->
          throw new AssertionError(
              "%s: %s (expected: java, sh, console, sql, js, hocon or xml, which are looked at)"
                  .formatted(block, block.language()));
    }
  }

  private static void compare(Block block) throws IOException {
    assertThat(block.source())
        .as("%s: the line above (expected: <!-- from path#region -->)", block)
        .isPresent();
    Page.Source source = block.source().orElseThrow();

    String region = Region.read(Page.PROJECT.resolve(source.path()), source.region());

    assertThat(block.code()).as("%s against %s", block, source).isEqualTo(region);
  }

  private static void isRun(Block block) throws IOException {
    if (block.reasonNotToRun().isPresent()) {
      return;
    }
    assertThat(block.runner())
        .as(
            "%s: the line above (expected: <!-- run by TestClass.method --> or <!-- not run: … -->)",
            block)
        .isPresent();
    Runner runner = block.runner().orElseThrow();
    assertThat(source(runner.testClass()))
        .as("%s: what runs it, and takes it from the page", block)
        .containsPattern("@(Test|BeforeAll)\\s+(static )?void " + runner.method() + "\\(")
        .contains("\"" + runner.method() + "\"", "\"" + Page.PROJECT.relativize(block.page()));
  }

  private static void succeeds(String input, String... command)
      throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try (var in = process.getOutputStream()) {
      in.write(input.getBytes(StandardCharsets.UTF_8));
    }
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
  }

  @Test
  void scriptsInSentencesAreThere() throws IOException, InterruptedException {
    for (Path page : pages()) {
      for (String command : found(SCRIPT_IN_A_SENTENCE, Files.readString(page))) {
        succeeds(command, "bash", "-n");
        Path script = Page.PROJECT.resolve(command.split("\\s", -1)[0]);
        assertThat(script).as("%s: %s", page, command).isExecutable();
        for (String tests : found(TESTS_TO_RUN, command)) {
          for (String test : tests.split(",", -1)) {
            source(test);
          }
        }
      }
    }
  }

  @Test
  void thereArePagesToLookAt() throws IOException {
    assertThat(pages()).hasSizeGreaterThan(1);
  }

  private static List<String> found(Pattern pattern, String text) {
    return pattern.matcher(text).results().map((MatchResult match) -> match.group(1)).toList();
  }

  private static String source(String className) throws IOException {
    try (Stream<Path> files = Files.walk(TESTS)) {
      List<Path> found = files.filter(path -> path.endsWith(className + ".java")).toList();
      assertThat(found).as("files of %s", className).hasSize(1);
      return Files.readString(found.get(0));
    }
  }

  private static List<Path> pages() throws IOException {
    try (Stream<Path> docs = Files.walk(Page.PROJECT.resolve("docs"));
        Stream<Path> top = Files.list(Page.PROJECT)) {
      return Stream.concat(top, docs)
          .filter(path -> path.toString().endsWith(".md"))
          .sorted()
          .toList();
    }
  }
}
