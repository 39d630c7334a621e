package io.kokko.browser;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * One page that a visitor looks at, who moves the mouse, types and touches.
 *
 * <p>Expressions are JavaScript, selectors CSS. What does not happen within a minute is an {@link
 * AssertionError} that tells what the page says instead. Only one thread may use it.
 */
public final class Tab implements AutoCloseable {

  /** A place in the window, in pixels from its left and its top. */
  public record Point(double x, double y) {}

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration LONGER = PATIENCE.plusSeconds(30);

  private final DevTools tools;
  private final String session;
  private final String target;
  private final List<String> problems = new CopyOnWriteArrayList<>();

  Tab(DevTools tools, String session, String target) {
    this.tools = tools;
    this.session = session;
    this.target = target;
    tools.listen(session, this::listen);
    call("Page.enable", Map.of());
    call("Runtime.enable", Map.of());
    call("Log.enable", Map.of());
    // Else all but one tab count as hidden, which slows their timers down.
    call("Emulation.setFocusEmulationEnabled", Map.of("enabled", true));
    wide();
  }

  private void listen(JsonNode event) {
    JsonNode params = event.path("params");
    switch (event.path("method").asText()) {
      case "Runtime.exceptionThrown" -> problems.add(params.get("exceptionDetails").toString());
      case "Runtime.consoleAPICalled" -> {
        if (params.path("type").asText().equals("error")) {
          problems.add(params.get("args").toString());
        }
      }
      case "Log.entryAdded" -> {
        if (params.path("entry").path("source").asText().equals("security")) {
          problems.add(params.get("entry").toString());
        }
      }
      default -> {}
    }
  }

  private JsonNode call(String method, Map<String, ?> params) {
    return tools.call(session, method, params, LONGER);
  }

  /** Returns what went wrong so far: uncaught exceptions, what was logged as an error, refusals. */
  public List<String> problems() {
    return List.copyOf(problems);
  }

  /** Goes to another page, and returns when it is loaded. */
  public Tab go(String url) {
    JsonNode gone = call("Page.navigate", Map.of("url", url));
    if (gone.has("errorText")) {
      throw new AssertionError(url + ": " + gone.get("errorText").asText());
    }
    return await("document.readyState === 'complete' && location.href !== 'about:blank'");
  }

  /** Has a window of 1280 x 800. */
  public Tab wide() {
    return size(1280, 800, false);
  }

  /** Has the screen of a phone, 390 x 844, which is touched. */
  public Tab narrow() {
    return size(390, 844, true);
  }

  private Tab size(int width, int height, boolean phone) {
    call(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", phone));
    call("Emulation.setTouchEmulationEnabled", Map.of("enabled", phone));
    return this;
  }

  /** Prefers a colour scheme, {@code light} or {@code dark}. */
  public Tab prefer(String scheme) {
    call(
        "Emulation.setEmulatedMedia",
        Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
    return this;
  }

  /** Returns the value of an expression; if that is a promise, what it resolves to. */
  public JsonNode evaluate(String expression) {
    JsonNode result =
        call(
            "Runtime.evaluate",
            Map.of(
                "expression",
                expression,
                "returnByValue",
                true,
                "awaitPromise",
                true,
                "userGesture",
                true));
    if (result.has("exceptionDetails")) {
      throw new AssertionError(expression + ": " + result.get("exceptionDetails"));
    }
    return result.path("result").path("value");
  }

  /** Waits until an expression is true; while it throws, it is not. */
  public Tab await(String condition) {
    String asked =
        """
        new Promise(resolve => {
          const end = Date.now() + %d
          const look = () => {
            let fulfilled = false
            try { fulfilled = Boolean(%s) } catch (tooEarly) {}
            if (fulfilled || Date.now() > end) resolve(fulfilled)
            else setTimeout(look, 20)
          }
          look()
        })
        """;
    if (!evaluate(asked.formatted(PATIENCE.toMillis(), condition)).booleanValue()) {
      throw new AssertionError(
          "not within %s: %s%nThe page says:%n%s%nand has these problems: %s"
              .formatted(PATIENCE, condition, text("body"), problems));
    }
    return this;
  }

  /** Waits until an element has a text in it. */
  public Tab awaitText(String selector, String text) {
    return await(
        "document.querySelector(%s)?.textContent.includes(%s)"
            .formatted(quoted(selector), quoted(text)));
  }

  /** Returns the text that a visitor sees of an element. */
  public String text(String selector) {
    return evaluate("document.querySelector(%s).innerText".formatted(quoted(selector))).asText();
  }

  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
  }

  /** Returns the middle of an element, which is scrolled into the window. */
  public Point middle(String selector) {
    JsonNode point =
        evaluate(
            """
            (() => {
              const element = document.querySelector(%s)
              element.scrollIntoView({ block: "nearest", behavior: "instant" })
              const { left, top, width, height } = element.getBoundingClientRect()
              return { x: left + width / 2, y: top + height / 2 }
            })()
            """
                .formatted(quoted(selector)));
    return new Point(point.get("x").doubleValue(), point.get("y").doubleValue());
  }

  /** Clicks into the middle of an element. */
  public Tab click(String selector) {
    return drag(middle(selector));
  }

  /** Moves the mouse, without a button. */
  public Tab move(Point to) {
    return mouse("mouseMoved", to, "none");
  }

  /** Presses the mouse at the first point, and moves it to the last. */
  public Tab press(Point... points) {
    move(points[0]);
    mouse("mousePressed", points[0], "left");
    for (Point point : points) {
      mouse("mouseMoved", point, "left");
    }
    return this;
  }

  /** Releases the mouse. */
  public Tab release(Point at) {
    return mouse("mouseReleased", at, "left");
  }

  /** Presses the mouse at the first point, and releases it at the last. */
  public Tab drag(Point... points) {
    return press(points).release(points[points.length - 1]);
  }

  private Tab mouse(String type, Point at, String button) {
    call(
        "Input.dispatchMouseEvent",
        Map.of("type", type, "x", at.x(), "y", at.y(), "button", button, "clickCount", 1));
    return this;
  }

  /** Touches the first point, and lets go at the last. */
  public Tab touch(Point... points) {
    for (int i = 0; i < points.length; i++) {
      finger(i == 0 ? "touchStart" : "touchMove", List.of(points[i]));
    }
    return finger("touchEnd", List.of());
  }

  private Tab finger(String type, List<Point> at) {
    call("Input.dispatchTouchEvent", Map.of("type", type, "touchPoints", at));
    return this;
  }

  /** Types a text into an element instead of what is there. */
  public Tab type(String selector, String text) {
    evaluate(
        "{ const field = document.querySelector(%s); field.focus(); field.select() }"
            .formatted(quoted(selector)));
    call("Input.insertText", Map.of("text", text));
    return this;
  }

  /** Presses the Enter key. */
  public Tab enter() {
    for (String type : List.of("keyDown", "keyUp")) {
      call(
          "Input.dispatchKeyEvent",
          Map.of(
              "type",
              type,
              "key",
              "Enter",
              "code",
              "Enter",
              "windowsVirtualKeyCode",
              13,
              "text",
              "\r"));
    }
    return this;
  }

  /** Writes what is seen into a PNG. */
  public Tab screenshot(Path file) {
    String image = call("Page.captureScreenshot", Map.of("format", "png")).get("data").asText();
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Files.write(file, Base64.getDecoder().decode(image));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  @Override
  public void close() {
    tools.call(null, "Target.closeTarget", Map.of("targetId", target), LONGER);
  }
}
