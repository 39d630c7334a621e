package io.kokko.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Sees that the pages quote the code as it is. */
class DocsTest {

  @TestFactory
  Stream<DynamicTest> quotedCodeIsTheCode() throws IOException {
    return pages().stream()
        .flatMap(page -> Page.read(page).blocks("java").stream())
        .map(block -> dynamicTest(block.toString(), () -> compare(block)));
  }

  private static void compare(Page.Block block) throws IOException {
    assertThat(block.source())
        .as("%s: the line above (expected: <!-- from path#region -->)", block)
        .isPresent();
    Page.Source source = block.source().orElseThrow();

    String region = Region.read(Page.PROJECT.resolve(source.path()), source.region());

    assertThat(block.code()).as("%s against %s", block, source).isEqualTo(region);
  }

  @Test
  void thereArePagesToLookAt() throws IOException {
    assertThat(pages()).hasSizeGreaterThan(1);
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
