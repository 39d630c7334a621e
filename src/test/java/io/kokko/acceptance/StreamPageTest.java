package io.kokko.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kokko.browser.Chromium;
import io.kokko.browser.Tab;
import io.kokko.docs.Page;
import io.kokko.docs.Page.Block;
import io.kokko.store.PostgresServer;
import io.kokko.wire.HttpAnswer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kills the node that a page is on, in a real browser. */
class StreamPageTest {

  private static final Map<String, String> JSON = Map.of("content-type", "application/json");
  private static final int MESSAGES = 60;

  /** What the page looks like, for whoever wants to see. */
  private static final Path SCREENSHOTS = Page.PROJECT.resolve("target/screenshots");

  private static final Page README = Page.read(Page.PROJECT.resolve("README.md"));

  @TempDir private Path directory;
  private Terminals terminals;
  private PostgresServer database;
  private Chromium chromium;

  @BeforeEach
  void start() {
    terminals = Terminals.in(directory);
    database = PostgresServer.start();
    chromium = Chromium.start();
  }

  @AfterEach
  void stop() {
    chromium.close();
    terminals.close();
    database.close();
  }

  @Test
  void pageGoesOnAtTheOtherNodeWithNothingLostAndNothingDouble() {
    List<Block> blocks =
        README.blocksRunBy(getClass(), "pageGoesOnAtTheOtherNodeWithNothingLostAndNothingDouble");
    assertThat(blocks).hasSize(2);
    blocks.get(0).code().lines().forEach(database::execute);
    terminals.reading("localhost/hello", database.authority() + "/hello");
    List<Program> nodes = terminals.typeEachLine(blocks.get(1));
    assertThat(nodes).hasSize(2);
    Program one = nodes.get(0);
    int onePort = Commands.awaitPort(one);
    int twoPort = Commands.awaitPort(nodes.get(1));
    Tab page = open(onePort, "a@127.0.0.1");
    Tab witness = open(twoPort, "b@127.0.0.1");
    page.await("document.querySelectorAll('#nodes li').length === 2");

    say(page, "by the page");
    page.click("[data-n='10']");
    witness.awaitText("#messages", "by the page").awaitText("#total", "10");
    CompletableFuture<Void> others =
        CompletableFuture.runAsync(
            () -> IntStream.rangeClosed(1, MESSAGES).forEach(n -> append(twoPort, n)));
    page.await("document.querySelectorAll('#messages .message').length > 10");
    one.kill();
    say(page, "while it was away");
    IntStream.range(0, 3).forEach(i -> page.click("[data-n='1']"));
    IntStream.range(0, 2).forEach(i -> witness.click("[data-n='-1']"));
    others.join();
    page.awaitText("#status", "you are now on b@127.0.0.1");
    append(twoPort, MESSAGES + 1);

    for (Tab tab : List.of(page, witness)) {
      tab.await("document.querySelectorAll('#messages .message').length >= " + (MESSAGES + 3));
      tab.awaitText("#total", "11");
      tab.await("document.querySelectorAll('#items li').length === 6");
    }
    page.screenshot(SCREENSHOTS.resolve("streams-wide.png")).narrow();
    page.prefer("dark").screenshot(SCREENSHOTS.resolve("streams-narrow-dark.png"));
    assertThat(texts(page, "#messages .text")).isEqualTo(texts(witness, "#messages .text"));
    assertThat(texts(page, "#messages .text"))
        .hasSize(MESSAGES + 3)
        .contains("by the page", "while it was away")
        .containsSubsequence(
            IntStream.rangeClosed(1, MESSAGES + 1).mapToObj(String::valueOf).toList());
    assertThat(texts(page, "#messages .place"))
        .isEqualTo(IntStream.rangeClosed(1, MESSAGES + 3).mapToObj(n -> "#" + n).toList());
    assertThat(texts(page, "#items li")).isEqualTo(texts(witness, "#items li"));
    assertThat(texts(page, "#messages .waiting")).isEmpty();
    assertThat(texts(page, "#events .lost")).hasSize(1);
    assertThat(page.problems()).isEmpty();
  }

  private Tab open(int port, String node) {
    Tab tab = chromium.open("http://127.0.0.1:" + port + "/streams?topic=plug");
    return tab.awaitText("#nodes .here", node)
        .awaitText("#events", "joined stream:plug")
        .awaitText("#total", "0");
  }

  private static void say(Tab tab, String text) {
    tab.type("#text", text).enter();
  }

  private static List<String> texts(Tab tab, String selector) {
    JsonNode texts =
        tab.evaluate(
            "[...document.querySelectorAll(\"%s\")].map(element => element.textContent)"
                .formatted(selector));
    return StreamSupport.stream(texts.spliterator(), false).map(JsonNode::asText).toList();
  }

  /** Returns when the message is safe. */
  private static void append(int port, int n) {
    HttpAnswer answer =
        HttpAnswer.to(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
            "POST",
            "/broadcast?topic=stream:plug&event=new_msg",
            JSON,
            "{\"text\":\"%d\"}".formatted(n));
    assertThat(answer.status()).as("%s", answer).isEqualTo(200);
  }
}
