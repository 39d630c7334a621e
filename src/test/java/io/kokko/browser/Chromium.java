package io.kokko.browser;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Runs a headless Chromium with a profile of its own, which reaches nothing but this machine. It
 * ends with this JVM.
 *
 * <pre>{@code
 * try (Chromium chromium = Chromium.start()) {
 *   Tab tab = chromium.open("http://127.0.0.1:4000/");
 *   tab.type("#text", "hi").enter();
 *   tab.await("document.querySelectorAll('#messages li').length === 1");
 *   tab.screenshot(Path.of("target/screenshots/room.png"));
 * }
 * }</pre>
 */
public final class Chromium implements AutoCloseable {

  private static final Pattern LISTENS = Pattern.compile("DevTools listening on (ws://\\S+)");

  /** Long, since it starts slowly on a busy machine. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final List<String> NAMES =
      List.of("chromium", "chromium-browser", "google-chrome", "chrome");

  private final Process process;
  private final Path profile;
  private final DevTools tools;
  private final Thread atExit = new Thread(this::kill, "end chromium");

  private Chromium(Process process, Path profile, String url) {
    this.process = process;
    this.profile = profile;
    this.tools = new DevTools(url);
    Runtime.getRuntime().addShutdownHook(atExit);
  }

  /** Starts a browser without any tab. */
  public static Chromium start() {
    try {
      Path profile = Files.createTempDirectory("kokko-chromium-");
      Process process = new ProcessBuilder(command(profile)).redirectErrorStream(true).start();
      return new Chromium(process, profile, awaitUrl(process));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> command(Path profile) {
    List<String> command = new ArrayList<>();
    command.add(program().toString());
    command.addAll(
        List.of(
            "--headless=new",
            "--remote-debugging-port=0",
            "--user-data-dir=" + profile,
            "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-default-apps",
            "--disable-dev-shm-usage",
            "--disable-extensions",
            "--disable-gpu",
            "--disable-sync",
            "--hide-scrollbars",
            "--mute-audio"));
    if ("root".equals(System.getProperty("user.name"))) {
      command.add("--no-sandbox"); // it refuses to be root with one
    }
    command.add("about:blank");
    return command;
  }

  private static Path program() {
    return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
        .flatMap(directory -> NAMES.stream().map(name -> Path.of(directory, name)))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(
            () ->
                new AssertionError(
                    "no Chromium on the path (expected: run scripts/test, which installs it)"));
  }

  private static String awaitUrl(Process process) {
    CompletableFuture<String> url = new CompletableFuture<>();
    Thread reader = new Thread(() -> read(process, url), "output of chromium");
    reader.setDaemon(true);
    reader.start();
    try {
      return url.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      process.destroyForcibly();
      throw new AssertionError("Chromium does not start", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
      throw new AssertionError("interrupted", e);
    }
  }

  /** Reads until the end, since a process whose output nobody takes stands still. */
  private static void read(Process process, CompletableFuture<String> url) {
    StringBuilder begin = new StringBuilder();
    try (BufferedReader lines = process.inputReader(UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        Matcher matcher = LISTENS.matcher(line);
        if (matcher.find()) {
          url.complete(matcher.group(1));
        }
        if (!url.isDone()) {
          begin.append(line).append('\n');
        }
      }
    } catch (IOException end) {
      begin.append(end);
    }
    url.completeExceptionally(new IllegalStateException("it has ended:\n" + begin));
  }

  /**
   * Opens a page as a visitor who has never been here, 1280 pixels wide and 800 high, and returns
   * when it is loaded.
   */
  public Tab open(String url) {
    String visitor =
        tools
            .call(null, "Target.createBrowserContext", Map.of(), PATIENCE)
            .get("browserContextId")
            .asText();
    String target =
        tools
            .call(
                null,
                "Target.createTarget",
                Map.of("url", "about:blank", "browserContextId", visitor, "newWindow", true),
                PATIENCE)
            .get("targetId")
            .asText();
    String session =
        tools
            .call(
                null,
                "Target.attachToTarget",
                Map.of("targetId", target, "flatten", true),
                PATIENCE)
            .get("sessionId")
            .asText();
    return new Tab(tools, session, target).go(url);
  }

  private void kill() {
    List<ProcessHandle> started = process.descendants().toList();
    process.destroyForcibly();
    started.forEach(ProcessHandle::destroyForcibly);
    process.onExit().join();
    started.forEach(handle -> handle.onExit().join());
  }

  @Override
  public void close() {
    tools.close();
    kill();
    Runtime.getRuntime().removeShutdownHook(atExit);
    try (Stream<Path> files = Files.walk(profile)) {
      files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
