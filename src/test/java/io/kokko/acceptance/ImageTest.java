package io.kokko.acceptance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kokko.docs.Page;
import io.kokko.docs.Page.Block;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Builds the container image as users do, but on no base, since none can be fetched everywhere; and
 * starts what it says, unpacked, with the Java of this test instead of the base's.
 */
class ImageTest {

  private static final Page PAGE = Page.read(Page.PROJECT.resolve("docs/deployment.md"));

  @TempDir private Path directory;
  private Commands commands;

  @BeforeEach
  void open() {
    commands = new Commands(directory.resolve("names"));
  }

  @AfterEach
  void close() {
    commands.close();
  }

  @Test
  void tarballIsMadeAndItsEntryPointServes() throws Exception {
    Path root = unpacked(build());
    JsonNode config = config(root).get("config");
    assertThat(config.get("User").asText()).isEqualTo("1000:1000");
    assertThat(config.get("ExposedPorts").fieldNames())
        .toIterable()
        .containsExactlyInAnyOrder("4000/tcp", "7626/tcp", "25520/tcp");

    Program node = commands.program(entryPoint(config, root));
    int port = Commands.awaitPort(node, "localhost");

    assertThat(answer(port)).isEqualTo("ok");
    node.terminate();
    assertThat(node.awaitExit()).isIn(0, 143);
  }

  private Path build() {
    List<Block> blocks = PAGE.blocksRunBy(getClass(), "tarballIsMadeAndItsEntryPointServes");
    assertThat(blocks).hasSize(1);
    Clone clone = Clone.shared();
    try (Terminals terminals = Terminals.in(clone.directory(), clone, directory)) {
      terminals.reading("-Pimage", "-Pimage " + String.join(" ", onNoBase()));
      Program maven = terminals.type(blocks.get(0).code()).within(Duration.ofMinutes(4));
      assertThat(maven.awaitExit()).as(maven::printed).isZero();
    }
    return clone.directory().resolve("target/kokko-image.tar");
  }

  private List<String> onNoBase() {
    return List.of(
        "-Dimage.base=scratch",
        "-Djib.disableUpdateChecks=true",
        "-Djib.baseImageCache=" + directory.resolve("base"),
        "-Djib.applicationCache=" + directory.resolve("application"));
  }

  /**
   * The layers, each over those before it, into a directory beside that of the image's own files.
   */
  private Path unpacked(Path tar) throws IOException {
    Path image = Files.createDirectory(directory.resolve("image"));
    Path root = Files.createDirectory(directory.resolve("root"));
    unpack(tar, image);
    for (JsonNode layer : manifest().get("Layers")) {
      unpack(image.resolve(layer.asText()), root);
    }
    return root;
  }

  private void unpack(Path tar, Path into) {
    Program unpacking = commands.program("tar", "-xf", "" + tar, "-C", "" + into);
    assertThat(unpacking.awaitExit()).as(unpacking::printed).isZero();
  }

  private JsonNode manifest() throws IOException {
    return json("manifest.json").get(0);
  }

  private JsonNode config(Path root) throws IOException {
    assertThat(root.resolve("app/classes/io/kokko/cli/Main.class")).exists();
    return json(manifest().get("Config").asText());
  }

  private JsonNode json(String file) throws IOException {
    return new ObjectMapper().readTree(Files.readString(directory.resolve("image").resolve(file)));
  }

  /** The command of the image, whose files lie under another root. */
  private String[] entryPoint(JsonNode config, Path root) throws IOException {
    List<String> command = new ArrayList<>();
    config.get("Entrypoint").forEach(word -> command.add(word.asText()));
    config.get("Cmd").forEach(word -> command.add(word.asText()));
    assertThat(command).startsWith("java").contains("@/app/jib-classpath-file");
    Path classPath = root.resolve("app/jib-classpath-file");
    Files.writeString(
        classPath, Files.readString(classPath, UTF_8).replace("/app/", root.resolve("app") + "/"));
    command.set(0, Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.replaceAll(word -> word.replace("@/app/", "@" + root.resolve("app") + "/"));
    command.add(1, "-Dkokko.runtime-directory=" + directory.resolve("names"));
    command.add("--port=0");
    return command.toArray(String[]::new);
  }

  private static String answer(int port) throws Exception {
    HttpRequest broadcast =
        HttpRequest.newBuilder(
                URI.create("http://localhost:" + port + "/broadcast?topic=ping&event=hello"))
            .POST(HttpRequest.BodyPublishers.noBody())
            .build();
    return HttpClient.newHttpClient().send(broadcast, BodyHandlers.ofString()).body();
  }
}
