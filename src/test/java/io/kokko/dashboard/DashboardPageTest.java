package io.kokko.dashboard;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.kokko.browser.Chromium;
import io.kokko.browser.Tab;
import io.kokko.hello.RunningHello;
import io.kokko.wire.RawFrame;
import io.kokko.wire.RawWebSocket;
import java.net.InetSocketAddress;
import java.net.URLEncoder;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The dashboard of two nodes in a real browser. */
@Timeout(180)
class DashboardPageTest {

  private static final Path SCREENSHOTS =
      Path.of(System.getProperty("kokko.project", ".")).resolve("target/screenshots");
  private static final String TOKEN = "a token of the test";
  private static final String SOCKET = "/socket/websocket?vsn=2.0.0&id=";

  @TempDir private Path runtimeDirectory;
  private final AtomicBoolean ended = new AtomicBoolean();
  private RunningHello one;
  private RunningHello other;
  private Chromium chromium;

  @BeforeEach
  void start() {
    String on = "kokko.dashboard.token = \"" + TOKEN + "\"";
    one = RunningHello.start("one@127.0.0.1", runtimeDirectory, on);
    other = RunningHello.start("other@127.0.0.1", runtimeDirectory, on);
    one.connect("other@127.0.0.1");
    chromium = Chromium.start();
  }

  @AfterEach
  void stop() {
    ended.set(true);
    chromium.close();
    one.close();
    other.close();
  }

  private static RawWebSocket joined(InetSocketAddress address, String topic, String id) {
    RawWebSocket client = RawWebSocket.open(address, SOCKET + id);
    client.write(
        RawFrame.text("[\"1\",\"1\",\"" + topic + "\",\"phx_join\",{\"user\":\"" + id + "\"}]"));
    assertThat(client.read().asText()).contains("\"ok\"");
    return client;
  }

  /** Shouts a few hundred times a second, each time it has heard the last. */
  private void shout(String topic, String id) {
    try (RawWebSocket client = joined(other.address(), topic, id)) {
      for (int n = 0; !ended.get(); n++) {
        client.write(RawFrame.text("[\"1\",\"2\",\"" + topic + "\",\"shout\",{\"n\":" + n + "}]"));
        assertThat(client.read().asText()).contains("shout");
        client.write(RawFrame.text("[\"1\",\"3\",\"" + topic + "\",\"echo\",{}]"));
        assertThat(client.read().asText()).contains("ok");
      }
    }
  }

  private Tab enter(RunningHello node, String token) {
    Tab tab = chromium.open("http://127.0.0.1:" + node.address().getPort() + "/dashboard");
    return tab.type("#token", token).enter();
  }

  @Test
  void strangerStaysOutside() {
    Tab tab = enter(one, "some other token");

    tab.awaitText("#refused", "wrong token");
    tab.await("document.querySelector('#board').hidden");
    tab.screenshot(SCREENSHOTS.resolve("dashboard-refused.png"));
  }

  @Test
  void visitorSeesBothNodesOnAWideAndANarrowScreen() {
    CompletableFuture<Void> traffic =
        CompletableFuture.runAsync(() -> shout("bench:busy", "speaker"));
    RawWebSocket clumsy = joined(other.address(), "room:clumsy", "clumsy");
    clumsy.write(RawFrame.text("[\"1\",\"2\",\"room:clumsy\",\"boom\",{}]"));
    RawWebSocket present = joined(other.address(), "presence:lobby", "alice");
    RawWebSocket listener = joined(one.address(), "bench:quiet", "listener");

    Tab tab = enter(one, TOKEN);

    tab.awaitText("#where", "seen from one@127.0.0.1");
    tab.awaitText("#nodes", "other@127.0.0.1").awaitText("#nodes", "ready");
    tab.awaitText("#links", "one@127.0.0.1 → other@127.0.0.1");
    tab.awaitText("#topics", "bench:busy");
    tab.awaitText("#crashes", "room:clumsy").click("#crashes summary");
    tab.awaitText("#crashes pre", "IllegalStateException: boom");
    tab.type("#who-topic", "presence:lobby").enter().awaitText("#present", "alice");
    tab.type("#tap-what", "bench:busy").enter();
    tab.awaitText("#heard", "user_socket:speaker").awaitText("#heard", "shout");
    tab.await("document.querySelectorAll('#heard li').length > 60");
    tab.screenshot(SCREENSHOTS.resolve("dashboard-wide.png"));
    tab.narrow().await("window.innerWidth === 390").awaitText("#nodes", "other@127.0.0.1");
    tab.await("document.documentElement.scrollWidth <= 390");
    tab.screenshot(SCREENSHOTS.resolve("dashboard-narrow.png"));
    tab.prefer("dark").screenshot(SCREENSHOTS.resolve("dashboard-narrow-dark.png"));
    tab.click("#tap-stop").await("document.querySelector('#tap-stop').hidden");
    tab.evaluate("window.scrollTo(0, 1000)");
    tab.screenshot(SCREENSHOTS.resolve("dashboard-narrow-middle.png"));
    tab.evaluate("window.scrollTo(0, document.body.scrollHeight)");
    tab.screenshot(SCREENSHOTS.resolve("dashboard-narrow-end.png"));
    tab.wide().prefer("light");
    tab.evaluate("window.scrollTo(0, document.body.scrollHeight)");
    tab.screenshot(SCREENSHOTS.resolve("dashboard-wide-end.png"));
    tab.evaluate("window.scrollTo(0, 0)");
    tab.wide().prefer("dark").screenshot(SCREENSHOTS.resolve("dashboard-wide-dark.png"));
    assertThat(tab.problems()).isEmpty();
    ended.set(true);
    traffic.join();
    List.of(clumsy, present, listener).forEach(RawWebSocket::close);
  }

  @Test
  void whatClientsCallThingsIsTextAndNoHtml() {
    String name = "<img src=x onerror=document.title='taken'>";
    String id = URLEncoder.encode(name, UTF_8);
    RawWebSocket clumsy = RawWebSocket.open(other.address(), SOCKET + id);
    clumsy.write(frame("room:" + name, "phx_join", name));
    assertThat(clumsy.read().asText()).contains("\"ok\"");
    clumsy.write(frame("room:" + name, "boom", name));
    RawWebSocket present = RawWebSocket.open(other.address(), SOCKET + id);
    present.write(frame("presence:" + name, "phx_join", name));
    RawWebSocket speaker = RawWebSocket.open(other.address(), SOCKET + id);
    speaker.write(frame("bench:" + name, "phx_join", name));
    assertThat(speaker.read().asText()).contains("\"ok\"");

    Tab tab = enter(one, TOKEN);
    tab.awaitText("#crashes", "room:" + name);
    tab.type("#who-topic", "presence:" + name).enter().awaitText("#present", name);
    tab.type("#tap-what", "bench:" + name).enter().awaitText("#tap-state", name);
    while (!tab.text("#heard").contains("onerror") || !tab.text("#topics").contains(name)) {
      speaker.write(frame("bench:" + name, "shout", name));
      assertThat(speaker.read().asText()).contains("shout");
    }

    assertThat(tab.text("#heard")).contains("user_socket:" + name, "{\"user\":\"" + name);
    assertThat(tab.evaluate("document.querySelectorAll('#board img').length").asInt()).isZero();
    assertThat(tab.evaluate("document.title").asText()).isEqualTo("Kokko dashboard");
    assertThat(tab.problems()).isEmpty();
    List.of(clumsy, present, speaker).forEach(RawWebSocket::close);
  }

  private static RawFrame frame(String topic, String event, String user) {
    return RawFrame.text(
        "[\"1\",\"1\",\"%s\",\"%s\",{\"user\":\"%s\"}]".formatted(topic, event, user));
  }
}
