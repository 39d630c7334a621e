package io.kokko.acceptance;

import io.kokko.docs.Page;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** Reads the manifests in {@code ops/kubernetes}. */
final class Manifests {

  private static final Path DIRECTORY = Page.PROJECT.resolve("ops/kubernetes");

  /** Lists the files. */
  static List<String> files() {
    try (Stream<Path> files = Files.list(DIRECTORY)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads all documents of a file. */
  static List<Map<?, ?>> documents(String file) {
    try {
      Yaml yaml = new Yaml(new SafeConstructor(new LoaderOptions()));
      Iterable<Object> all = yaml.loadAll(Files.readString(DIRECTORY.resolve(file)));
      return StreamSupport.stream(all.spliterator(), false)
          .<Map<?, ?>>map(document -> (Map<?, ?>) document)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the one document of a kind and a name. */
  static Map<?, ?> document(String file, String kind, String name) {
    return documents(file).stream()
        .filter(document -> kind.equals(document.get("kind")))
        .filter(document -> name.equals(at(document, "metadata", "name")))
        .findFirst()
        .orElseThrow(() -> new AssertionError(file + " has no " + kind + " " + name));
  }

  /** Returns the set of the nodes. */
  static Map<?, ?> set() {
    return document("kokko.yaml", "StatefulSet", "kokko");
  }

  /** Returns the one container of a node. */
  static Object container() {
    return list(set(), "spec", "template", "spec", "containers").get(0);
  }

  /** Returns the arguments of a node. */
  static List<String> arguments(String pod) {
    return list(container(), "args").stream()
        .map(argument -> String.valueOf(argument).replace("$(POD_NAME)", pod))
        .toList();
  }

  /** Returns the variables of a node, given the only secret. */
  static Map<String, String> variables(String pod, String secret) {
    Map<String, String> variables = new LinkedHashMap<>();
    for (Object variable : list(container(), "env")) {
      variables.put(String.valueOf(at(variable, "name")), value((Map<?, ?>) variable, pod, secret));
    }
    return variables;
  }

  private static String value(Map<?, ?> variable, String pod, String secret) {
    Object value = variable.get("value");
    if (value != null) {
      return String.valueOf(value);
    }
    Map<?, ?> source = (Map<?, ?>) at(variable, "valueFrom");
    return source.containsKey("secretKeyRef") ? secret : pod;
  }

  /** Returns the configuration that nodes are given. */
  static String conf() {
    return String.valueOf(at(document("kokko.yaml", "ConfigMap", "kokko"), "data", "kokko.conf"));
  }

  static List<?> list(Object of, String... path) {
    return (List<?>) at(of, path);
  }

  /** Goes down by names; fails if there is none. */
  static Object at(Object of, String... path) {
    Object place = of;
    for (String name : path) {
      place = place instanceof Map<?, ?> map ? map.get(name) : null;
      if (place == null) {
        throw new AssertionError("no " + String.join(".", path));
      }
    }
    return place;
  }

  private Manifests() {}
}
