package io.kokko.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kokko.browser.Chromium;
import io.kokko.browser.Tab;
import io.kokko.browser.Tab.Point;
import io.kokko.docs.Page;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Lets two visitors, one with a mouse and one with a phone, meet in the room of two nodes. */
class RoomPageTest {

  /** What the pages look like, for whoever wants to see. */
  private static final Path SCREENSHOTS = Page.PROJECT.resolve("target/screenshots");

  @RegisterExtension private final Commands commands = new Commands();
  private Chromium chromium;

  @BeforeEach
  void start() {
    chromium = Chromium.start();
  }

  @AfterEach
  void stop() {
    chromium.close();
  }

  private Program server(String name, String... more) {
    String[] arguments = {"server", "--name", name, "--port", "0"};
    return commands.kokko(
        Stream.concat(Stream.of(arguments), Stream.of(more)).toArray(String[]::new));
  }

  @Test
  void visitorsOfTwoNodesShareTheRoomAndOutliveANode() {
    Program first = server("first@127.0.0.1");
    int firstPort = Commands.awaitPort(first);
    Tab ann = chromium.open("http://127.0.0.1:" + firstPort + "/");
    ann.awaitText("#places .here", "(you)").awaitText("#more", "--seed first@127.0.0.1");
    ann.screenshot(SCREENSHOTS.resolve("room-alone.png"));

    ann.drag(curve(ann, 0.12, 0.8, 0.07));
    awaitLines(1, ann);

    // Who connects keeps the streams, so they begin anew now, and outlive the first node.
    Program second = server("second@127.0.0.1", "--seed", "first@127.0.0.1");
    int secondPort = Commands.awaitPort(second);
    Tab bob = chromium.open("http://127.0.0.1:" + secondPort + "/").narrow();
    bob.awaitText("#places .here", "(you)");
    awaitLines(1, bob);
    call(ann, "<b>Ann</b>");
    call(bob, "Bob");
    ann.awaitText("#places", "Bob");
    bob.awaitText("#places", "<b>Ann</b>");
    assertThat(texts(ann, ".place h3")).containsExactly("first@127.0.0.1", "second@127.0.0.1");
    assertThat(texts(bob, ".place h3")).containsExactly("second@127.0.0.1", "first@127.0.0.1");

    theyDraw(ann, bob);
    theyTalk(ann, bob);
    theySeeEachOthersCursor(ann, bob);
    screenshots("room", ann, bob);

    first.kill();
    ann.awaitText("#status", "you are now on second@127.0.0.1");
    ann.awaitText("#places .here", "Bob");
    say(ann, "still here");
    bob.awaitText("#messages", "still here");
    ann.drag(curve(ann, 0.8, 0.2, 0.04));
    awaitLines(6, ann, bob);
    ann.screenshot(SCREENSHOTS.resolve("room-moved.png"));
    Tab cyd = chromium.open("http://127.0.0.1:" + secondPort + "/");
    awaitLines(6, cyd);
    cyd.awaitText("#messages", "hello <i>Bob</i>").awaitText("#messages", "still here");

    cyd.click("#wipe");
    awaitLines(0, ann, bob, cyd);
    second.kill();
    ann.awaitText("#status", "The connection to second@127.0.0.1 is gone");
    ann.screenshot(SCREENSHOTS.resolve("room-gone.png"));
    assertThat(ann.problems()).isEmpty();
    assertThat(bob.problems()).isEmpty();
  }

  private static void call(Tab tab, String name) {
    tab.type("#name", name).enter().awaitText(".person.me", name + " (you)");
  }

  private static void theyDraw(Tab ann, Tab bob) {
    Point[] line = curve(ann, 0.25, 0.4, 0.12);
    ann.press(line);
    bob.await("document.querySelector('#board').dataset.wet === '1'");
    ann.release(line[line.length - 1]);
    awaitLines(2, ann, bob);
    ann.click("#colour").click("[data-width='110']").drag(curve(ann, 0.55, 0.5, 0.2));
    ann.click("#colour").click("[data-width='15']").drag(curve(ann, 0.4, 0.7, 0.1));
    bob.middle("#ink");
    bob.touch(curve(bob, 0.75, 0.6, 0.15));
    awaitLines(5, ann, bob);
  }

  private static void theyTalk(Tab ann, Tab bob) {
    say(ann, "hello <i>Bob</i>");
    bob.awaitText("#messages", "hello <i>Bob</i>");
    say(bob, "Hi! You are on another node, and I see you draw.");
    ann.awaitText("#messages", "on another node");
    assertThat(texts(ann, "#messages .text"))
        .containsExactly("hello <i>Bob</i>", "Hi! You are on another node, and I see you draw.");
    assertThat(texts(ann, "#messages .waiting")).isEmpty();
  }

  private static void theySeeEachOthersCursor(Tab ann, Tab bob) {
    ann.move(middle(ann));
    bob.awaitText(".cursor", "<b>Ann</b>");
    Point middle = middle(bob);
    bob.touch(middle, new Point(middle.x() + 1, middle.y()));
    ann.awaitText(".cursor", "Bob");
  }

  private static void screenshots(String name, Tab ann, Tab bob) {
    ann.drag(middle(ann)).screenshot(SCREENSHOTS.resolve(name + "-wide.png"));
    ann.prefer("dark").screenshot(SCREENSHOTS.resolve(name + "-wide-dark.png")).prefer("light");
    bob.screenshot(SCREENSHOTS.resolve(name + "-narrow.png"));
    bob.prefer("dark").screenshot(SCREENSHOTS.resolve(name + "-narrow-dark.png")).prefer("light");
  }

  private static void say(Tab tab, String text) {
    tab.type("#text", text).enter();
  }

  private static Point middle(Tab tab) {
    return tab.middle("#ink");
  }

  private static void awaitLines(int lines, Tab... tabs) {
    for (Tab tab : tabs) {
      tab.await("document.querySelector('#board').dataset.lines === '" + lines + "'");
    }
  }

  /** A flower, in parts of the board's width and height. */
  private static Point[] curve(Tab tab, double x, double y, double radius) {
    JsonNode board =
        tab.evaluate(
            "(() => { const { left, top, width, height } ="
                + " document.querySelector('#ink').getBoundingClientRect();"
                + " return { left, top, width, height } })()");
    double width = board.get("width").doubleValue();
    return IntStream.rangeClosed(0, 48)
        .mapToObj(
            i -> {
              double angle = 2 * Math.PI * i / 48;
              double far = radius * width * (0.7 + 0.3 * Math.cos(5 * angle));
              return new Point(
                  board.get("left").doubleValue() + x * width + far * Math.cos(angle),
                  board.get("top").doubleValue()
                      + y * board.get("height").doubleValue()
                      + far * Math.sin(angle));
            })
        .toArray(Point[]::new);
  }

  private static List<String> texts(Tab tab, String selector) {
    JsonNode texts =
        tab.evaluate(
            "[...document.querySelectorAll(\"%s\")].map(element => element.textContent)"
                .formatted(selector));
    return StreamSupport.stream(texts.spliterator(), false).map(JsonNode::asText).toList();
  }
}
