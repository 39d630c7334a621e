package io.kokko.acceptance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kokko.docs.Page;
import io.kokko.docs.Page.Block;
import io.kokko.wire.HttpAnswer;
import io.kokko.wire.RawFrame;
import io.kokko.wire.RawWebSocket;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Builds the container image as users do, but on no base, since none can be fetched everywhere; and
 * runs it as an engine does, with this machine's libraries and the Java of this test in place of
 * the base's.
 */
class ImageTest {

  private static final Page PAGE = Page.read(Page.PROJECT.resolve("docs/deployment.md"));
  private static final int PORT = 4000;

  @TempDir private static Path built;
  private static JsonNode config;

  @TempDir private Path directory;
  private Commands commands;

  @BeforeAll
  static void build() throws IOException {
    List<Block> blocks = PAGE.blocksRunBy(ImageTest.class, "build");
    assertThat(blocks).hasSize(1);
    try (Clone clone = Clone.take();
        Terminals terminals = Terminals.in(clone.directory(), clone, built.resolve("names"));
        Commands commands = new Commands(built.resolve("names"))) {
      terminals.reading("-Pimage", "-Pimage " + String.join(" ", onNoBase()));
      Program maven = terminals.type(blocks.get(0).code()).within(Duration.ofMinutes(4));
      assertThat(maven.awaitExit()).as(maven::printed).isZero();
      Path tar = clone.directory().resolve("target/kokko-image.tar");
      unpack(commands, tar, Files.createDirectory(built.resolve("image")));
    }
    config = json(manifest().get("Config").asText()).get("config");
  }

  private static List<String> onNoBase() {
    return List.of(
        "-Dimage.base=scratch",
        "-Djib.disableUpdateChecks=true",
        "-Djib.baseImageCache=" + built.resolve("base"),
        "-Djib.applicationCache=" + built.resolve("application"));
  }

  @BeforeEach
  void open() {
    commands = new Commands(directory.resolve("names"));
  }

  @AfterEach
  void close() {
    commands.close();
  }

  @Test
  void imageIsWhatTheManifestsOfKubernetesExpect() {
    Object container = Manifests.container();
    Object security = Manifests.at(Manifests.set(), "spec", "template", "spec", "securityContext");
    List<String> ports =
        Manifests.list(container, "ports").stream()
            .map(port -> Manifests.at(port, "containerPort") + "/tcp")
            .toList();

    assertThat(config.get("ExposedPorts").fieldNames())
        .toIterable()
        .containsExactlyInAnyOrderElementsOf(ports);
    assertThat(config.get("User").asText())
        .isEqualTo(
            Manifests.at(security, "runAsUser") + ":" + Manifests.at(security, "runAsGroup"));
    // The arguments of a pod take the place of Cmd, and begin as that does.
    List<String> arguments = Manifests.arguments("kokko-0");
    assertThat(((Map<?, ?>) container).containsKey("command")).isFalse();
    assertThat(arguments).startsWith(words("Cmd").get(0)).containsAll(words("Cmd"));
    assertThat(words("Entrypoint")).startsWith("java").endsWith("io.kokko.cli.Main");
  }

  @Test
  void imageServesAndDrainsAsItIs() throws Exception {
    Container container = Container.in(unpacked());
    Map<String, String> variables = variables();
    List<String> command = words("Entrypoint");
    command.addAll(words("Cmd"));

    try (Network network = Network.create()) {
      String address = network.addHost();
      Program node = start(network, address, container, variables, command);

      assertServesAndDrains(node, address);
    }
  }

  @Test
  void podOfTheManifestServesAndDrains() throws Exception {
    Path root = unpacked();
    Path conf = Files.createDirectory(directory.resolve("config"));
    Files.writeString(conf.resolve("kokko.conf"), Manifests.conf());
    Map<String, String> variables = variables();
    variables.putAll(Manifests.variables("kokko-0", "s".repeat(88)));
    List<String> command = words("Entrypoint");
    command.addAll(Manifests.arguments("kokko-0"));
    assertThat(Manifests.at(Manifests.container(), "securityContext", "readOnlyRootFilesystem"))
        .isEqualTo(true);

    try (Network network = Network.create()) {
      String address = network.addHost();
      Path hosts = directory.resolve("hosts");
      Files.writeString(hosts, "127.0.0.1 localhost\n" + address + " kokko-0.kokko-nodes\n");
      Container container =
          Container.in(root).readOnly(conf, "/etc/kokko").readOnly(hosts, "/etc/hosts");
      Program node = start(network, address, container, variables, command);

      assertServesAndDrains(node, address);
    }
  }

  private void assertServesAndDrains(Program node, String host) throws IOException {
    node.await(" serves http://");
    assertIsConfined(node);
    InetSocketAddress address = new InetSocketAddress(host, PORT);
    assertThat(answer(address, "GET", "/").status()).isEqualTo(200);
    try (RawWebSocket socket = RawWebSocket.open(address, "/socket/websocket?vsn=2.0.0")) {
      socket.write(RawFrame.text("[\"1\",\"1\",\"ping\",\"phx_join\",{}]"));
      assertThat(socket.read().asText()).contains("\"status\":\"ok\"");
      assertThat(answer(address, "POST", "/broadcast?topic=ping&event=hello").body())
          .isEqualTo("ok");
      assertThat(socket.read().asText()).isEqualTo("[null,null,\"ping\",\"hello\",{}]");

      node.terminateChildren();

      RawFrame close = socket.read();
      assertThat(close.closeCode()).isEqualTo(1012);
      socket.acknowledge(close);
    }
    assertThat(node.awaitExit()).as(node::printed).isIn(0, 143);
  }

  /** It is the user that the image names, in the image's root, which cannot be written to. */
  private static void assertIsConfined(Program node) throws IOException {
    List<Long> processes = node.descendants();
    Path java = Path.of("/proc", "" + processes.get(processes.size() - 1));
    assertThat(Files.readString(java.resolve("status")))
        .contains("Uid:\t1000\t1000\t1000\t1000")
        .contains("Gid:\t1000\t1000\t1000\t1000")
        .containsPattern("NSpid:\t\\d+\t1\n");
    assertThat(Files.readString(java.resolve("mountinfo"))).containsPattern(" / ro[, ]");
  }

  private Path unpacked() throws IOException {
    Path root = Files.createDirectory(directory.resolve("root"));
    for (JsonNode layer : manifest().get("Layers")) {
      unpack(commands, built.resolve("image").resolve(layer.asText()), root);
    }
    assertThat(root.resolve("app/classes/io/kokko/cli/Main.class")).exists();
    return root;
  }

  private static void unpack(Commands commands, Path tar, Path into) {
    run(commands, "tar", "-xf", "" + tar, "-C", "" + into);
  }

  private static void run(Commands commands, String... command) {
    Program program = commands.program(command);
    assertThat(program.awaitExit()).as(program::printed).isZero();
  }

  private Program start(
      Network network,
      String address,
      Container container,
      Map<String, String> variables,
      List<String> command) {
    String user = config.get("User").asText();
    String workingDirectory = config.path("WorkingDir").asText();
    List<String> line = new ArrayList<>(network.on(address));
    line.addAll(container.command(user, workingDirectory, variables, command));
    return commands.program(line.toArray(String[]::new));
  }

  /** Those of the image, and those that its base has. */
  private static Map<String, String> variables() {
    Map<String, String> variables = new LinkedHashMap<>();
    variables.put("PATH", Container.PATH);
    variables.put("JAVA_HOME", Container.JAVA_HOME);
    for (String variable : words("Env")) {
      String[] parts = variable.split("=", 2);
      variables.put(parts[0], parts[1]);
    }
    return variables;
  }

  private static List<String> words(String name) {
    List<String> words = new ArrayList<>();
    config.path(name).forEach(word -> words.add(word.asText()));
    return words;
  }

  private static JsonNode manifest() throws IOException {
    return json("manifest.json").get(0);
  }

  private static JsonNode json(String file) throws IOException {
    Path path = built.resolve("image").resolve(file);
    return new ObjectMapper().readTree(Files.readString(path, UTF_8));
  }

  private static HttpAnswer answer(InetSocketAddress address, String method, String target) {
    return HttpAnswer.to(address, method, target, Map.of("Connection", "close"), "");
  }
}
