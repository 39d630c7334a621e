package io.kokko.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.kokko.machine.Alone;
import io.kokko.machine.Jvm;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.cluster.Cluster;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Alone
class NodeProcessTest {

  private static final Duration GONE_AFTER_KILL = Duration.ofSeconds(5);
  private static final Duration GONE_AFTER_LEAVE = Duration.ofSeconds(3);

  @TempDir private Path directory;
  private Nodes nodes;
  private final List<Process> processes = new ArrayList<>();

  @BeforeEach
  void open() {
    nodes = new Nodes(directory);
  }

  @AfterEach
  void close() throws InterruptedException {
    for (Process process : processes) {
      process.destroyForcibly().waitFor();
    }
    nodes.close();
  }

  @Test
  void killedNodeIsGoneInFiveSecondsAndComesBackUnderItsName() throws Exception {
    Node a = nodes.start("a@127.0.0.1");
    Process killed = process("b@127.0.0.1");
    Nodes.get(a.connect("b@127.0.0.1"));

    killed.destroyForcibly().waitFor();
    assertThat(timeUntilAlone("kill", a)).isLessThan(GONE_AFTER_KILL);
    process("b@127.0.0.1");

    assertThat(Nodes.get(a.connect("b@127.0.0.1"))).isTrue();
    assertThat(a.list()).containsExactly("b@127.0.0.1");
  }

  @Test
  void nodeThatEndsInOrderIsGoneSoonAndLeavesNoEntry() throws Exception {
    Node a = nodes.start("a@127.0.0.1");
    Process ended = process("b@127.0.0.1");
    Nodes.get(a.connect("b@127.0.0.1"));

    ended.destroy();
    assertThat(timeUntilAlone("leave", a)).isLessThan(GONE_AFTER_LEAVE);

    assertThat(ended.waitFor(10, TimeUnit.SECONDS)).isTrue();
    assertThat(directory.resolve("b@127.0.0.1")).doesNotExist();
    assertThat(directory.resolve("a@127.0.0.1")).exists();
  }

  @Test
  void survivorsGoOnWhenTheOldestIsKilled() throws Exception {
    var system =
        nodes.system(
            "b@127.0.0.1", Map.of("pekko.cluster.split-brain-resolver.stable-after", "1s"));
    Node b = nodes.start(system);
    Node c = nodes.start("c@127.0.0.1");
    Process oldest = process("a@127.0.0.1");
    Nodes.get(b.connect("a@127.0.0.1"));
    Nodes.get(c.connect("b@127.0.0.1"));

    oldest.destroyForcibly().waitFor();

    Nodes.await("removed", () -> Cluster.get(system).state().members().size() == 2);
    assertThat(b.list()).containsExactly("c@127.0.0.1");
    assertThat(c.list()).containsExactly("b@127.0.0.1");
  }

  private static Duration timeUntilAlone(String after, Node node) {
    long start = System.nanoTime();
    Nodes.await("alone after " + after, () -> node.list().isEmpty());
    Duration time = Duration.ofNanos(System.nanoTime() - start);
    System.out.println("out of the list after " + after + ": " + time.toMillis() + " ms");
    return time;
  }

  private Process process(String name) throws IOException {
    List<String> command = Jvm.command();
    command.addAll(List.of("-Xmx256m", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("-Dkokko.runtime-directory=" + directory, NodeMain.class.getName()));
    command.add(name);
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    processes.add(process);
    awaitUp(process.inputReader(), name);
    return process;
  }

  private static void awaitUp(BufferedReader output, String name) throws IOException {
    List<String> lines = new ArrayList<>();
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      lines.add(line);
      if (line.equals("up " + name)) {
        return;
      }
    }
    throw new AssertionError("ended with: " + lines);
  }
}
