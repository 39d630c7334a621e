package io.kokko.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.kokko.docs.Page;
import io.kokko.docs.Page.Block;
import io.kokko.docs.Pom;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Goes the way of a newcomer, from a clone to a channel on two nodes, as the pages tell it. */
class GettingStartedTest {

  private static final Page README = Page.read(Page.PROJECT.resolve("README.md"));
  private static final Page PAGE = Page.read(Page.PROJECT.resolve("docs/getting-started.md"));

  private static final Duration BUILD_TIME = Duration.ofMinutes(4);
  private static final Pattern SERVING = Pattern.compile("serving at .*:(\\d+)\n");

  @TempDir private Path directory;
  private Clone clone;

  @BeforeEach
  void takeClone() {
    clone = Clone.take();
  }

  @AfterEach
  void leaveClone() {
    clone.close();
  }

  @Test
  void javaIsShort() {
    assertThat(java().lines().count()).isLessThan(40);
  }

  @Test
  void projectDependsOnThisKokko() throws IOException {
    Pom ours = Pom.parse(Files.readString(Page.PROJECT.resolve("pom.xml")));
    Pom theirs = Pom.parse(PAGE.blocks("xml").get(0).code());

    assertThat(theirs.coordinates("/project/dependencies/dependency[1]"))
        .isEqualTo(ours.coordinates("/project"));
    assertThat(theirs.text("/project/dependencies/dependency[2]/version"))
        .isEqualTo(ours.text("/project/properties/logback.version"));
  }

  @Test
  void firstStartBuildsAndServes() {
    List<Block> blocks = README.blocksRunBy(getClass(), "firstStartBuildsAndServes");
    assertThat(blocks).hasSize(2);
    List<String> commands = blocks.get(0).code().lines().toList();
    // The second one runs this test.
    assertThat(commands).hasSize(2).element(1).asString().startsWith("scripts/test ");

    try (Terminals terminals = Terminals.in(clone.directory(), clone, directory)) {
      Program first = terminals.type(commands.get(0)).within(BUILD_TIME);
      first.await("server@127.0.0.1 serves http://127.0.0.1:" + terminals.port(4000) + " ");
      Program second = terminals.type(blocks.get(1).code());
      second.await("b@127.0.0.1 serves http://127.0.0.1:" + terminals.port(4001) + " ");
    }
  }

  @Test
  void clientsOfTwoNodesTalkInTheRoom() throws IOException {
    List<Block> blocks = PAGE.blocksRunBy(getClass(), "clientsOfTwoNodesTalkInTheRoom");
    assertThat(blocks).hasSize(7);
    Path chat = makeProject();
    try (Terminals inClone = Terminals.in(clone.directory(), clone, directory);
        Terminals terminals = Terminals.in(chat, clone, directory)) {
      // The second node's own option has the last word.
      terminals.with(
          "MAVEN_OPTS", clone.mavenOptions() + " -Dkokko.endpoint.port=" + terminals.port(4000));
      Program install = inClone.type(blocks.get(0).code()).within(BUILD_TIME);
      assertThat(install.awaitExit()).as(install::printed).isZero();

      awaitServing(terminals.type(blocks.get(1).code()), terminals.port(4000));
      Program ann = terminals.wscat(blocks.get(2).code());
      terminals.talk(ann, blocks.get(3));

      List<String> more = blocks.get(4).code().lines().toList();
      assertThat(more).hasSize(2);
      awaitServing(terminals.type(more.get(0)), terminals.port(4001));
      terminals.talk(terminals.wscat(more.get(1)), blocks.get(5));
      terminals.talk(ann, blocks.get(6));
    }
  }

  private static void awaitServing(Program server, int port) {
    assertThat(server.await(SERVING).group(1)).isEqualTo(String.valueOf(port));
  }

  private Path makeProject() throws IOException {
    Path chat = directory.resolve("chat");
    Path source = chat.resolve("src/main/java/com/example/RoomChannel.java");
    Files.createDirectories(source.getParent());
    Files.writeString(source, java());
    Files.writeString(chat.resolve("pom.xml"), PAGE.blocks("xml").get(0).code());
    return chat;
  }

  private static String java() {
    return PAGE.blocks("java").get(0).code();
  }
}
