package io.kokko.acceptance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kokko.docs.Page;
import io.kokko.docs.Page.Block;
import io.kokko.wire.DevCertificates;
import io.kokko.wire.RawWebSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Types the commands of the pages that no other test types. */
class DocsCommandsTest {

  private static final Page DEPLOYMENT = page("docs/deployment.md");
  private static final Page MONITORING = page("docs/monitoring.md");
  private static final Page PERFORMANCE = page("docs/performance.md");

  @TempDir private Path directory;

  private static Page page(String path) {
    return Page.read(Page.PROJECT.resolve(path));
  }

  private List<Block> blocks(Page page, String test, int expected) {
    List<Block> blocks = page.blocksRunBy(getClass(), test);
    assertThat(blocks).hasSize(expected);
    return blocks;
  }

  @Test
  void nodeSpeaksTlsWithCertificatesForDevelopment() throws Exception {
    Block block = blocks(DEPLOYMENT, "nodeSpeaksTlsWithCertificatesForDevelopment", 1).get(0);
    List<String> commands = block.code().lines().toList();
    assertThat(commands).hasSize(2);
    try (Terminals terminals = Terminals.in(directory)) {
      Program making = terminals.type(commands.get(0));
      assertThat(making.awaitExit()).as(making::printed).isZero();
      int port = Commands.awaitPort(terminals.type(commands.get(1)));

      HttpClient client =
          HttpClient.newBuilder()
              .sslContext(new DevCertificates(directory.resolve("target/certs")).client())
              .build();
      URI health = URI.create("https://localhost:" + port + "/health");
      assertThat(client.send(HttpRequest.newBuilder(health).build(), BodyHandlers.ofString()))
          .returns(200, answer -> answer.statusCode())
          .returns("ok", answer -> answer.body());
    }
  }

  @Test
  void nodeSaysWhetherItIsReady() {
    List<Block> blocks = blocks(MONITORING, "nodeSaysWhetherItIsReady", 3);
    try (Terminals terminals = Terminals.in(directory)) {
      assumeTrue(terminals.type("command -v curl").awaitExit() == 0, "curl is not there");
      Commands.awaitPort(terminals.type(blocks.get(0).code()));

      Program curl = terminals.type(blocks.get(1).code());

      assertThat(curl.awaitExit()).as(curl::printed).isZero();
      assertThat(curl.printed()).contains(blocks.get(2).code().strip());
    }
  }

  @Test
  void dashboardAsksForTheTokenThatWasMade() {
    Block block = blocks(MONITORING, "dashboardAsksForTheTokenThatWasMade", 1).get(0);
    try (Terminals terminals = Terminals.in(directory)) {
      Program server = terminals.type(block.code());
      String token = server.await(Pattern.compile("the token: (\\w+)\n")).group(1);
      int port = Commands.awaitPort(server);

      try (RawWebSocket visitor = visitor(port, token);
          RawWebSocket stranger = visitor(port, token + "0")) {
        assertThat(visitor.isUpgraded()).isTrue();
        assertThat(stranger.answer().status()).isEqualTo(403);
      }
    }
  }

  private static RawWebSocket visitor(int port, String token) {
    String encoded = Base64.getUrlEncoder().withoutPadding().encodeToString(token.getBytes(UTF_8));
    return RawWebSocket.open(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
        "/dashboard/live/websocket?vsn=2.0.0",
        Map.of("Sec-WebSocket-Protocol", "phoenix, base64url.bearer.phx." + encoded));
  }

  /** BenchTest runs all that the page has, in short; this is whether the script finds a server. */
  @Test
  void loadStartsItsOwnServer() {
    List<String> loads = PERFORMANCE.blocks("sh").get(0).code().lines().toList();
    String echo =
        loads.stream()
            .filter(line -> line.startsWith("scripts/bench echo"))
            .findFirst()
            .orElseThrow();
    try (Terminals terminals = Terminals.in(directory).reading("-n 1000", "-n 10")) {
      Program bench = terminals.type(echo + " --warmup 0.1 --secs 0.4");

      assertThat(bench.awaitExit()).as(bench::printed).isZero();
      assertThat(bench.printed()).contains("echo", "a second");
    }
  }

  @Test
  void jarsOfTheServiceAreAllThatANodeNeeds() {
    Block block = blocks(DEPLOYMENT, "jarsOfTheServiceAreAllThatANodeNeeds", 1).get(0);
    Path jars = directory.resolve("lib");
    try (Clone clone = Clone.take();
        Terminals terminals = Terminals.in(clone.directory(), clone, directory)) {
      terminals.reading("/opt/kokko/lib", jars.toString());
      Program copying = terminals.type(block.code()).within(Duration.ofMinutes(4));
      assertThat(copying.awaitExit()).as(copying::printed).isZero();

      Commands.awaitPort(
          terminals.type("\"$JAVA_HOME/bin/java\" -cp '" + jars + "/*' io.kokko.cli.Main server"));
    }
  }
}
