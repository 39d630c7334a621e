package io.kokko.acceptance;

import static io.kokko.acceptance.Manifests.at;
import static io.kokko.acceptance.Manifests.container;
import static io.kokko.acceptance.Manifests.list;
import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.kokko.docs.Page;
import io.kokko.settings.UnknownSettings;
import io.kokko.wire.HttpAnswer;
import io.kokko.wire.RawFrame;
import io.kokko.wire.RawWebSocket;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Compares the manifests of ops/kubernetes with the code, and starts what they say. */
class KubernetesTest {

  /** One pod has each of these names, as the StatefulSet makes them. */
  private static final List<String> PODS = List.of("kokko-0", "kokko-1", "kokko-2");

  @TempDir private Path directory;
  @RegisterExtension private final Commands commands = new Commands();

  @Test
  void manifestsFitTogether() throws IOException {
    Map<?, ?> set = Manifests.set();
    Map<?, ?> headless = Manifests.document("kokko.yaml", "Service", "kokko-nodes");
    Map<?, ?> clients = Manifests.document("kokko.yaml", "Service", "kokko");
    Object labels = at(set, "spec", "template", "metadata", "labels");
    List<Object> ports =
        list(container(), "ports").stream().<Object>map(port -> at(port, "name")).toList();

    assertThat(at(set, "spec", "replicas")).isEqualTo(PODS.size());
    assertThat(at(set, "spec", "podManagementPolicy")).isEqualTo("OrderedReady");
    assertThat(at(set, "spec", "serviceName")).isEqualTo(at(headless, "metadata", "name"));
    assertThat(at(headless, "spec", "clusterIP")).isEqualTo("None");
    assertThat(at(headless, "spec", "publishNotReadyAddresses")).isEqualTo(true);
    for (Map<?, ?> service : List.of(headless, clients)) {
      assertThat(at(service, "spec", "selector")).isEqualTo(labels);
      assertThat(ports).contains(at(list(service, "spec", "ports").get(0), "targetPort"));
    }
    for (String kind : List.of("StatefulSet", "PodDisruptionBudget")) {
      assertThat(
              at(
                  Manifests.document("kokko.yaml", kind, "kokko"),
                  "spec",
                  "selector",
                  "matchLabels"))
          .isEqualTo(labels);
    }
    Map<?, ?> ingress = Manifests.document("ingress.yaml", "Ingress", "kokko");
    Object path = list(list(ingress, "spec", "rules").get(0), "http", "paths").get(0);
    assertThat(at(path, "backend", "service", "name")).isEqualTo(at(clients, "metadata", "name"));
    assertThat(at(path, "backend", "service", "port", "name"))
        .isEqualTo(at(list(clients, "spec", "ports").get(0), "name"));
  }

  @Test
  void settingsAndVariablesAreThoseOfTheCode() throws IOException {
    String reference = Files.readString(Page.PROJECT.resolve("src/main/resources/reference.conf"));

    assertThat(UnknownSettings.in(config("127.0.0.1"))).isEmpty();
    for (Object variable : list(container(), "env")) {
      String name = String.valueOf(at(variable, "name"));
      if (!List.of("POD_NAME", "JDK_JAVA_OPTIONS").contains(name)) {
        assertThat(reference).contains("${?" + name + "}");
      }
    }
  }

  @Test
  void podsHaveTheTimeToDrain() throws IOException {
    Config config = config("127.0.0.1");
    Object sleep = at(container(), "lifecycle", "preStop", "sleep", "seconds");
    Object grace = at(Manifests.set(), "spec", "template", "spec", "terminationGracePeriodSeconds");

    Duration needed =
        Stream.of(
                "kokko.endpoint.drain.shutdown",
                "kokko.endpoint.stop-timeout",
                "pekko.coordinated-shutdown.phases.cluster-leave.timeout",
                "pekko.coordinated-shutdown.phases.cluster-exiting.timeout")
            .map(config::getDuration)
            .reduce(Duration.ofSeconds((Integer) sleep), Duration::plus);

    assertThat(Duration.ofSeconds((Integer) grace)).isGreaterThan(needed);
  }

  @Test
  void podsAreOneClusterHoweverManyStartAtOnce() throws IOException {
    String network =
        "127.%d.%d."
            .formatted(
                ThreadLocalRandom.current().nextInt(64, 250),
                ThreadLocalRandom.current().nextInt(1, 250));
    Path hosts = Files.writeString(directory.resolve("hosts"), hosts(network));

    List<Program> all = pods(network, hosts, 0, 1, 2);
    Program watcher = watcher(network + 9, hosts);
    awaitAll(watcher);

    all.subList(0, 2).forEach(Program::kill);
    watcher.typeUntil("Node.list()", "==> [" + nodes(PODS.subList(2, 3)) + "]\n");
    List<Program> two = pods(network, hosts, 0, 1);
    awaitAll(watcher);

    watcher.close();
    Stream.of(two.get(0), two.get(1), all.get(2)).forEach(Program::kill);
    List<Program> again = pods(network, hosts, 0, 1, 2);
    awaitAll(watcher(network + 8, hosts));
    assertBroadcastsReachAll(network);

    again.forEach(Program::terminate);
    assertThat(again).allSatisfy(pod -> assertThat(pod.awaitExit()).isIn(0, 143));
  }

  /** Starts pods at once, and waits until all serve. */
  private List<Program> pods(String network, Path hosts, int... ordinals) {
    List<Program> pods =
        IntStream.of(ordinals)
            .mapToObj(ordinal -> pod(ordinal, network + (ordinal + 1), hosts))
            .toList();
    pods.forEach(pod -> pod.await(":4000 "));
    return pods;
  }

  /** From whichever pod, to a client of each. */
  private static void assertBroadcastsReachAll(String network) {
    List<InetSocketAddress> pods =
        IntStream.rangeClosed(1, PODS.size())
            .mapToObj(last -> new InetSocketAddress(network + last, 4000))
            .toList();
    List<RawWebSocket> clients =
        pods.stream().map(pod -> RawWebSocket.open(pod, "/socket/websocket?vsn=2.0.0")).toList();
    for (RawWebSocket client : clients) {
      client.write(RawFrame.text("[\"1\",\"1\",\"ping\",\"phx_join\",{}]"));
      assertThat(client.read().asText()).contains("\"status\":\"ok\"");
    }
    for (InetSocketAddress pod : pods) {
      HttpAnswer.to(pod, "POST", "/broadcast?topic=ping&event=hello", Map.of(), "{}");
      for (RawWebSocket client : clients) {
        assertThat(client.read().asText()).isEqualTo("[null,null,\"ping\",\"hello\",{}]");
      }
    }
    clients.forEach(RawWebSocket::close);
  }

  private static void awaitAll(Program watcher) {
    watcher.typeUntil("Node.list()", "==> [" + nodes(PODS) + "]\n");
  }

  private static String nodes(List<String> pods) {
    return String.join(", ", pods.stream().map(pod -> "kokko@" + pod + ".kokko-nodes").toList());
  }

  /** Stands for the names that the headless service gives to its pods. */
  private static String hosts(String network) {
    List<String> lines = new ArrayList<>(List.of("127.0.0.1 localhost"));
    for (int ordinal = 0; ordinal < PODS.size(); ordinal++) {
      lines.add(network + (ordinal + 1) + " " + PODS.get(ordinal) + ".kokko-nodes");
    }
    return String.join("\n", lines) + "\n";
  }

  /** Each has an address of its own, on which it has the ports of the manifest. */
  private Program pod(int ordinal, String address, Path hosts) {
    String[] arguments =
        Manifests.arguments(PODS.get(ordinal)).stream()
            .map(argument -> argument.replace("0.0.0.0", address))
            .toArray(String[]::new);
    return commands.kokkoBy(
        List.of("env", "KOKKO_MODE=production", "SECRET_KEY_BASE=" + "s".repeat(88)),
        options(address, hosts),
        arguments);
  }

  private Program watcher(String address, Path hosts) {
    return commands.kokkoBy(
        List.of("env", "SECRET_KEY_BASE=" + "s".repeat(88)),
        options(address, hosts),
        "shell",
        "--name",
        "watcher@" + address,
        "--seed",
        "kokko@kokko-1.kokko-nodes:25520");
  }

  private List<String> options(String address, Path hosts) {
    try {
      Path file = directory.resolve(address + ".conf");
      Files.writeString(file, conf(address));
      return List.of(
          "-Dconfig.file=" + file,
          "-Djdk.net.hosts.file=" + hosts,
          "-Dkokko.runtime-directory=" + directory.resolve(address));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static Config config(String address) {
    return ConfigFactory.load(ConfigFactory.parseString(conf(address)));
  }

  private static String conf(String address) {
    String conf = Manifests.conf();
    assertThat(conf).contains("0.0.0.0");
    return conf.replace("0.0.0.0", address);
  }
}
