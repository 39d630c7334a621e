package io.kokko.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kokko.docs.Page;
import io.kokko.hello.RunningHello;
import io.kokko.machine.Jvm;
import io.kokko.wire.DevCertificates;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Each mode, shortly: that everything is counted; how fast it is depends on the machine. */
class BenchTest {

  private static final String OWN_PID = Long.toString(ProcessHandle.current().pid());

  @TempDir private static Path directory;
  private static RunningHello first;
  private static RunningHello second;
  private static RunningHello secure;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeAll
  static void start() {
    first = RunningHello.start("first@127.0.0.1", directory);
    second =
        RunningHello.start(
            "second@127.0.0.1", directory, "kokko.transport.outbound-queue-bytes = 1 MiB");
    first.connect("second@127.0.0.1");
    DevCertificates certificates = DevCertificates.in(directory.resolve("certificates"));
    secure =
        RunningHello.start(
            "secure@127.0.0.1",
            directory,
            "kokko.transport.tls.certificate-file = \"" + certificates.file("server.pem") + '"',
            "kokko.transport.tls.key-file = \"" + certificates.file("server.key") + '"');
  }

  @AfterAll
  static void stop() {
    first.close();
    second.close();
    secure.close();
  }

  @Test
  void clientsComeAndGoAndComeAgain() {
    List<JsonNode> runs = run("connect", "-n", "50", "--topics", "5", "--settle", "0.1");

    assertThat(runs).hasSize(2);
    for (JsonNode run : runs) {
      assertCounts(run, "joined", 50, "failures", 0, "dropped", 0);
      assertThat(run.get("joined_per_s").asDouble()).isPositive();
      assertThat(run.get("join_us").get("n").asLong()).isEqualTo(50);
    }
  }

  @Test
  void memoryIsDividedByClients() {
    JsonNode run = runOne("memory", "-n", "50", "--settle", "0.1", "--pid", OWN_PID);

    assertCounts(run, "joined", 50);
    assertThat(run.has("rss_bytes_per_conn")).isTrue();
  }

  @Test
  void eachShoutIsHeardOnceByEachClientOfItsTopic() {
    JsonNode run =
        runOne("fanout", "-n", "60", "--topics", "6", "-p", "2", "--window", "3", "-t", "2");

    assertThat(run.get("shouts").asLong()).isPositive();
    assertCounts(run, "expected", run.get("shouts").asLong() * 10);
    assertNothingWrong(run, run.get("expected").asLong());
  }

  @Test
  void shoutsAtARateLeaveWhateverArrives() {
    JsonNode run = runOne("fanout", "-n", "20", "--rate", "100", "--pid", OWN_PID);

    assertNothingWrong(run, run.get("shouts").asLong() * 20);
    assertThat(run.get("send_lag_us").get("n").asLong()).isPositive();
    assertThat(run.has("server_cpu_s_per_M_deliveries")).isTrue();
  }

  @Test
  void eachRequestIsAnsweredOnce() {
    JsonNode run = runOne("echo", "-n", "20", "--inflight", "3", "--size", "3000", "-t", "2");

    assertThat(run.get("requests").asLong()).isPositive();
    assertCounts(run, "replies", run.get("requests").asLong(), "missing", 0, "damaged", 0);
  }

  @Test
  void requestsAtARateAreAnswered() {
    JsonNode run = runOne("echo", "-n", "20", "--rate", "500");

    assertThat(run.get("requests").asLong()).isPositive();
    assertCounts(run, "replies", run.get("requests").asLong(), "missing", 0, "damaged", 0);
  }

  @Test
  void cyclesEndInOrder() {
    JsonNode run = runOne("churn", "-n", "10");

    assertThat(run.get("cycles").asLong()).isPositive();
    assertCounts(run, "cycle_errors", 0, "unfinished", 0, "failures", 0);
  }

  @Test
  void heartbeatsOfIdleClientsAreAnswered() {
    JsonNode run = runOne("idle", "-n", "20", "--settle", "0", "--hb", "0.2");

    assertThat(run.get("hb_ok").asLong()).isPositive();
    assertCounts(run, "open_at_end", 20, "dropped", 0);
  }

  @Test
  void clientThatStopsReadingHearsAllThatWasKeptForItWhenItReadsAgain() {
    List<JsonNode> runs = run("slow", "-n", "10", "--slow", "2", "--rate", "50");

    assertThat(runs).hasSize(2);
    assertCounts(runs.get(1), "slow", 2, "others_dropped", 0, "lost", 0, "dup", 0);
    assertThat(runs.get(1).get("slow_ended").get("NONE").asInt()).isEqualTo(2);
  }

  @Test
  void clientThatReadsNothingForLongIsClosedAndTheOthersMissNothing() {
    List<JsonNode> runs =
        runOn(
            second,
            "slow",
            "-n",
            "4",
            "--rate",
            "100",
            "--size",
            "100000",
            "--rcvbuf",
            "65536",
            "--secs",
            "1.5");

    assertCounts(runs.get(1), "others_dropped", 0, "lost", 0, "dup", 0, "damaged", 0);
    assertThat(runs.get(1).get("slow_ended").has("NONE")).isFalse();
  }

  @Test
  void encryptedConnectionsAreMeasuredAsOthersAre() {
    JsonNode small = runOn(secure, "echo", "-n", "20", "--inflight", "3").get(0);
    assertThat(small.get("requests").asLong()).isPositive();
    assertCounts(small, "replies", small.get("requests").asLong(), "missing", 0, "damaged", 0);

    JsonNode large = runOn(secure, "fanout", "-n", "20", "--size", "200000", "--max").get(0);
    assertThat(large.get("shouts").asLong()).isPositive();
    assertNothingWrong(large, large.get("shouts").asLong() * 20);
  }

  @Test
  void clusterIsHeardOnTheOtherServer() {
    JsonNode run =
        runOne("cluster", "-n", "10", "--topics", "2", "--window", "8", "--url", url(second));

    assertThat(run.get("shouts").asLong()).isPositive();
    assertNothingWrong(run, run.get("shouts").asLong() * 5);
  }

  @Test
  void allModesMakeOneTable() {
    List<JsonNode> runs = run("all", "-n", "50", "--url", url(second));

    assertThat(runs).hasSizeGreaterThan(10);
    assertThat(out.toString()).contains("fanout, window 4", "slow, 1 in 50", "cluster,");
  }

  @Test
  void whatThePageTellsToMeasureIsMeasured() {
    List<Page.Block> blocks =
        Page.read(Page.PROJECT.resolve("docs/performance.md"))
            .blocksRunBy(getClass(), "whatThePageTellsToMeasureIsMeasured");
    assertThat(blocks).hasSize(1);
    for (String line : blocks.get(0).code().lines().toList()) {
      assertThat(line).startsWith("scripts/bench ");
      assertThat(execute(inShort(line))).as(() -> line + "\n" + err + out).isZero();
    }
  }

  /** The same with few clients, and for a moment. */
  private static String[] inShort(String line) {
    String command =
        line.replaceFirst("\\s+#.*", "")
            .replaceFirst("^scripts/bench ", "")
            .replaceFirst("-n \\d+", "-n 40")
            .replaceFirst("--topics \\d+", "--topics 4")
            .replaceFirst("--slow \\d+", "--slow 2")
            .replaceFirst(" --secs \\d+", "");
    String mode = command.split(" ", -1)[0];
    if (List.of("connect", "memory", "idle").contains(mode)) {
      command += " --settle 0.1";
    }
    if (mode.equals("memory")) {
      command += " --pid " + OWN_PID;
    }
    if (mode.equals("all")) {
      command += " -n 50";
    }
    if (List.of("all", "cluster").contains(mode)) {
      command += " --url " + url(second);
    }
    return command.split(" ", -1);
  }

  @Test
  void whatTheServerDoesNotAnswerIsAFault() {
    int status = execute("echo", "-n", "2", "--echo", "unheard-of", "--drain", "0.1");

    assertThat(status).isEqualTo(1);
    assertThat(results().get(0).get("phx_error").asLong()).isPositive();
  }

  @Test
  void serverIsStartedAndEndedByTheScriptIfNoneIsNamed() throws Exception {
    Path project = Page.PROJECT;
    ProcessBuilder script =
        new ProcessBuilder(
            "bash",
            project.resolve("scripts/bench").toString(),
            "echo",
            "-n",
            "2",
            "--secs",
            "0.2",
            "--warmup",
            "0.1",
            "--json",
            json().toString());
    script.environment().put("JAVA_HOME", System.getProperty("java.home"));
    script.environment().put("BENCH_CLASSPATH", Jvm.classPath());
    script.environment().put("KOKKO_CLASSPATH", Jvm.classPath());
    script
        .environment()
        .put(
            "KOKKO_JAVA_OPTS",
            String.join(" ", Jvm.options()) + " -Dkokko.runtime-directory=" + directory);
    Process process = script.redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(process.waitFor()).as(output).isZero();
    assertThat(results().get(0).get("replies").asLong()).isPositive();
  }

  @Test
  void serverThatIsNotThereIsSaidInOneLine() {
    int status =
        Bench.commandLine()
            .setErr(new PrintWriter(err))
            .execute("echo", "--url", "ws://127.0.0.1:1");

    assertThat(status).isEqualTo(Bench.NOT_MEASURED);
    assertThat(err.toString()).contains("bench: no client could join", "refused");
  }

  @Test
  void moreClientsThanFilesAreRefused() {
    int status = execute("idle", "-n", "100000000");

    assertThat(status).isEqualTo(Bench.NOT_MEASURED);
    assertThat(err.toString()).contains("bench: -n: 100000000 (expected: at most");
  }

  @Test
  void wrongOptionsAreSaid() {
    assertThat(execute("fanout", "--rate", "5", "--max")).isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(err.toString()).contains("--rate: 5.0 (expected: none with --max)");
  }

  private static void assertNothingWrong(JsonNode run, long expected) {
    assertCounts(run, "expected", expected, "deliveries", expected, "lost", 0, "dup", 0);
    assertCounts(run, "out_of_order", 0, "misrouted", 0, "damaged", 0, "stalls", 0, "dropped", 0);
  }

  private static void assertCounts(JsonNode run, Object... namesAndCounts) {
    for (int i = 0; i < namesAndCounts.length; i += 2) {
      String name = (String) namesAndCounts[i];
      long expected = ((Number) namesAndCounts[i + 1]).longValue();
      assertThat(run.get(name).asLong()).as(name).isEqualTo(expected);
    }
  }

  private JsonNode runOne(String... arguments) {
    return run(arguments).get(0);
  }

  private List<JsonNode> run(String... arguments) {
    return runOn(first, arguments);
  }

  private List<JsonNode> runOn(RunningHello server, String... arguments) {
    assertThat(execute(server, arguments)).as(() -> err + "\n" + out).isZero();
    assertThat(out.toString()).contains("a second", "faults");
    return results();
  }

  private int execute(String... arguments) {
    return execute(first, arguments);
  }

  private int execute(RunningHello server, String... arguments) {
    String mode = arguments[0];
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(1, List.of("--url", url(server), "--json", json().toString()));
    if (!List.of("connect", "memory", "idle").contains(mode)) {
      all.addAll(List.of("--warmup", "0.1"));
    }
    if (!List.of("connect", "memory").contains(mode) && !all.contains("--secs")) {
      all.addAll(List.of("--secs", "0.4"));
    }
    return Bench.commandLine()
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(all.toArray(String[]::new));
  }

  private List<JsonNode> results() {
    try {
      List<JsonNode> results = new ArrayList<>();
      new ObjectMapper().readTree(json().toFile()).get("results").forEach(results::add);
      return results;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path json() {
    return directory.resolve("figures.json");
  }

  private static String url(RunningHello hello) {
    InetSocketAddress address = hello.address();
    String scheme = hello == secure ? "wss" : "ws";
    return scheme + "://" + address.getHostString() + ":" + address.getPort();
  }
}
