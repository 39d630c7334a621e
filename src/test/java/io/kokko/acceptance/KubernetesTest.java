package io.kokko.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.kokko.docs.Page;
import io.kokko.settings.UnknownSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** Compares the manifests of ops/kubernetes with the code, and starts what they say. */
class KubernetesTest {

  private static final Path MANIFESTS = Page.PROJECT.resolve("ops/kubernetes");

  /** One pod has each of these names, as the StatefulSet makes them. */
  private static final List<String> PODS = List.of("kokko-0", "kokko-1", "kokko-2");

  @TempDir private Path directory;
  private Commands commands;

  @BeforeEach
  void open() {
    commands = new Commands(directory.resolve("names"));
  }

  @AfterEach
  void close() {
    commands.close();
  }

  @Test
  void manifestsFitTogether() throws IOException {
    Map<?, ?> set = manifest("kokko.yaml", "StatefulSet", "kokko");
    Map<?, ?> headless = manifest("kokko.yaml", "Service", "kokko-nodes");
    Map<?, ?> clients = manifest("kokko.yaml", "Service", "kokko");
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
      assertThat(at(manifest("kokko.yaml", kind, "kokko"), "spec", "selector", "matchLabels"))
          .isEqualTo(labels);
    }
    Map<?, ?> ingress = manifest("ingress.yaml", "Ingress", "kokko");
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
    Object grace =
        at(
            manifest("kokko.yaml", "StatefulSet", "kokko"),
            "spec",
            "template",
            "spec",
            "terminationGracePeriodSeconds");

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
  void podsThatStartAtOnceFindEachOtherByTheirNamesAndOneThatIsReplacedComesBack()
      throws IOException {
    String network =
        "127.%d.%d."
            .formatted(
                ThreadLocalRandom.current().nextInt(64, 250),
                ThreadLocalRandom.current().nextInt(1, 250));
    Path hosts = Files.writeString(directory.resolve("hosts"), hosts(network));

    List<Program> pods =
        IntStream.range(0, PODS.size())
            .mapToObj(ordinal -> pod(ordinal, network + (ordinal + 1), hosts))
            .toList();
    pods.forEach(pod -> pod.await(":4000 "));
    Program watcher = watcher(network + 9, hosts);
    awaitAll(watcher);

    pods.get(0).kill();
    watcher.typeUntil("Node.list()", "==> [" + nodes(PODS.subList(1, 3)) + "]\n");
    pod(0, network + 1, hosts).await(":4000 ");
    awaitAll(watcher);
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
        list(container(), "args").stream()
            .map(argument -> String.valueOf(argument).replace("$(POD_NAME)", PODS.get(ordinal)))
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
    String conf =
        String.valueOf(at(manifest("kokko.yaml", "ConfigMap", "kokko"), "data", "kokko.conf"));
    assertThat(conf).contains("0.0.0.0");
    return conf.replace("0.0.0.0", address);
  }

  private static Object container() {
    Map<?, ?> set = manifest("kokko.yaml", "StatefulSet", "kokko");
    return list(set, "spec", "template", "spec", "containers").get(0);
  }

  private static Map<?, ?> manifest(String file, String kind, String name) {
    try {
      Yaml yaml = new Yaml(new SafeConstructor(new LoaderOptions()));
      Iterable<Object> all = yaml.loadAll(Files.readString(MANIFESTS.resolve(file)));
      return StreamSupport.stream(all.spliterator(), false)
          .map(manifest -> (Map<?, ?>) manifest)
          .filter(manifest -> kind.equals(manifest.get("kind")))
          .filter(manifest -> name.equals(at(manifest, "metadata", "name")))
          .findFirst()
          .orElseThrow(() -> new AssertionError(file + " has no " + kind + " " + name));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static List<?> list(Object of, String... path) {
    return (List<?>) at(of, path);
  }

  private static Object at(Object of, String... path) {
    Object place = of;
    for (String name : path) {
      place = place instanceof Map<?, ?> map ? map.get(name) : null;
      if (place == null) {
        throw new AssertionError("no " + String.join(".", path));
      }
    }
    return place;
  }
}
