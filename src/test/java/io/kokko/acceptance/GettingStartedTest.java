package io.kokko.acceptance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.kokko.docs.Page;
import io.kokko.docs.Pom;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Does what docs/getting-started.md tells a newcomer to do. */
class GettingStartedTest {

  private static final Page PAGE = Page.read(Page.PROJECT.resolve("docs/getting-started.md"));

  private static final String MAIN_CLASS = "com.example.RoomChannel";
  private static final Pattern SERVING = Pattern.compile("serving at .*:(\\d+)\n");

  @TempDir private Path directory;

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
    assertThat(theirs.text("//mainClass")).isEqualTo(MAIN_CLASS);
  }

  @Test
  void clientTalksInTheRoom() throws IOException {
    compile();
    try (Commands commands = new Commands(directory)) {
      Program server = commands.java(directory, MAIN_CLASS, "-Dkokko.endpoint.port=0");
      int port = Integer.parseInt(server.await(SERVING).group(1));
      Program wscat = commands.wscat(port, "name=ann");

      wscat
          .type("[\"1\", \"1\", \"room:lobby\", \"phx_join\", {}]")
          .await("[\"1\",\"1\",\"room:lobby\",\"phx_reply\",{\"response\":{},\"status\":\"ok\"}]")
          .type("[\"1\", \"2\", \"room:lobby\", \"say\", {\"body\": \"hello\"}]")
          .await("[null,null,\"room:lobby\",\"said\",{\"from\":\"ann\",\"body\":\"hello\"}]")
          .await("[\"1\",\"2\",\"room:lobby\",\"phx_reply\",{\"response\":{},\"status\":\"ok\"}]");
    }
  }

  private static String java() {
    return PAGE.blocks("java").get(0).code();
  }

  private void compile() throws IOException {
    Path source = directory.resolve("RoomChannel.java");
    Files.writeString(source, java());
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    ByteArrayOutputStream messages = new ByteArrayOutputStream();
    int status =
        compiler.run(
            null,
            messages,
            messages,
            "--release",
            "17",
            "-cp",
            System.getProperty("java.class.path"),
            "-d",
            directory.toString(),
            source.toString());
    assertThat(status).as(messages.toString(UTF_8)).isZero();
  }
}
