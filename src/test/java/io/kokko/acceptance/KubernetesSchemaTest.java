package io.kokko.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.kubernetes.client.openapi.JSON;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1Ingress;
import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import io.kubernetes.client.openapi.models.V1PodDisruptionBudget;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V1StatefulSet;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/**
 * Holds the manifests of ops/kubernetes against what Kubernetes says of itself: the models of its
 * own Java client, which are made from its OpenAPI schema, know all fields and which of them are
 * required. The values of enumerations are only words in that schema, so they stand here.
 */
class KubernetesSchemaTest {

  /** Checks that there is what is required, and nothing unknown. */
  private interface Check {
    void accept(JsonElement document) throws IOException;
  }

  private record Model(Class<?> type, Check check) {}

  private static final Map<String, Model> MODELS =
      Map.of(
          "v1/ConfigMap", new Model(V1ConfigMap.class, V1ConfigMap::validateJsonElement),
          "v1/Service", new Model(V1Service.class, V1Service::validateJsonElement),
          "apps/v1/StatefulSet", new Model(V1StatefulSet.class, V1StatefulSet::validateJsonElement),
          "policy/v1/PodDisruptionBudget",
              new Model(V1PodDisruptionBudget.class, V1PodDisruptionBudget::validateJsonElement),
          "networking.k8s.io/v1/NetworkPolicy",
              new Model(V1NetworkPolicy.class, V1NetworkPolicy::validateJsonElement),
          "networking.k8s.io/v1/Ingress",
              new Model(V1Ingress.class, V1Ingress::validateJsonElement));

  /** By the names that lead to it, without the numbers of lists. */
  private static final Map<String, Set<String>> WORDS =
      Map.of(
          "spec.podManagementPolicy", Set.of("OrderedReady", "Parallel"),
          "spec.updateStrategy.type", Set.of("RollingUpdate", "OnDelete"),
          "spec.template.spec.securityContext.seccompProfile.type",
              Set.of("RuntimeDefault", "Localhost", "Unconfined"),
          "spec.template.spec.topologySpreadConstraints.whenUnsatisfiable",
              Set.of("DoNotSchedule", "ScheduleAnyway"),
          "spec.policyTypes", Set.of("Ingress", "Egress"),
          "spec.rules.http.paths.pathType", Set.of("Exact", "Prefix", "ImplementationSpecific"));

  /** Fields whose own fields anybody may name. */
  private static final Set<String> MAPS =
      Set.of("data", "labels", "annotations", "matchLabels", "requests", "limits");

  private final Gson gson = JSON.getGson();

  @Test
  void documentsHaveWhatIsRequiredAndNothingUnknown() throws IOException {
    for (JsonObject document : documents()) {
      model(document).check().accept(document);
    }
  }

  @Test
  void valuesAreOfTheTypesOfTheirFields() {
    for (JsonObject document : documents()) {
      assertThat(readAndWritten(document)).isEqualTo(document);
    }
  }

  @Test
  void wordsAreThoseThatAnEnumerationHas() {
    Set<String> checked = new HashSet<>();
    for (JsonObject document : documents()) {
      visitWords(
          "",
          document,
          (path, word) -> {
            if (WORDS.containsKey(path)) {
              assertThat(WORDS.get(path)).as(path).contains(word);
              checked.add(path);
            }
          });
    }
    assertThat(checked).isEqualTo(WORDS.keySet());
  }

  @Test
  void misspeltFieldIsFoundWhereverItIs() {
    int places = 0;
    for (JsonObject document : documents()) {
      List<JsonObject> objects = new ArrayList<>();
      visitObjects(document, objects::add);
      for (JsonObject object : objects) {
        object.addProperty("misspelt", 1);
        assertThatThrownBy(() -> model(document).check().accept(document))
            .as("%s", object)
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("misspelt");
        object.remove("misspelt");
        places++;
      }
    }
    assertThat(places).isGreaterThan(60);
  }

  @Test
  void missingFieldAndValueOfAnotherTypeAreFound() {
    JsonObject set = gson.toJsonTree(Manifests.set()).getAsJsonObject();
    JsonObject spec = set.getAsJsonObject("spec");
    spec.add("replicas", new JsonPrimitive("3"));
    assertThat(readAndWritten(set)).isNotEqualTo(set);

    spec.remove("selector");
    assertThatThrownBy(() -> model(set).check().accept(set)).hasMessageContaining("selector");
  }

  /** A number where a text is expected, or the other way round, comes back as what is expected. */
  private JsonElement readAndWritten(JsonObject document) {
    JsonElement written = gson.toJsonTree(gson.fromJson(document, model(document).type()));
    visitObjects(written, object -> object.entrySet().removeIf(field -> isEmpty(field.getValue())));
    return written;
  }

  /** What is not there, the models write as an empty list or map. */
  private static boolean isEmpty(JsonElement value) {
    return (value.isJsonArray() && value.getAsJsonArray().isEmpty())
        || (value.isJsonObject() && value.getAsJsonObject().size() == 0);
  }

  private List<JsonObject> documents() {
    return Manifests.files().stream()
        .flatMap(file -> Manifests.documents(file).stream())
        .map(document -> gson.toJsonTree(document).getAsJsonObject())
        .toList();
  }

  private static Model model(JsonObject document) {
    String kind =
        document.get("apiVersion").getAsString() + "/" + document.get("kind").getAsString();
    return Objects.requireNonNull(MODELS.get(kind), kind);
  }

  private static void visitObjects(JsonElement element, Consumer<JsonObject> visitor) {
    if (element.isJsonArray()) {
      element.getAsJsonArray().forEach(part -> visitObjects(part, visitor));
    } else if (element.isJsonObject()) {
      JsonObject object = element.getAsJsonObject();
      visitor.accept(object);
      object
          .entrySet()
          .forEach(
              field -> {
                if (!MAPS.contains(field.getKey()) && !isSelectorOfService(field)) {
                  visitObjects(field.getValue(), visitor);
                }
              });
    }
  }

  /** Elsewhere a selector is an object with {@code matchLabels}. */
  private static boolean isSelectorOfService(Map.Entry<String, JsonElement> field) {
    return field.getKey().equals("selector")
        && !field.getValue().getAsJsonObject().has("matchLabels");
  }

  private interface WordVisitor {
    void visit(String path, String word);
  }

  private static void visitWords(String path, JsonElement element, WordVisitor visitor) {
    if (element.isJsonArray()) {
      element.getAsJsonArray().forEach(part -> visitWords(path, part, visitor));
    } else if (element.isJsonObject()) {
      element
          .getAsJsonObject()
          .entrySet()
          .forEach(
              field ->
                  visitWords(
                      path.isEmpty() ? field.getKey() : path + "." + field.getKey(),
                      field.getValue(),
                      visitor));
    } else if (element.isJsonPrimitive()) {
      visitor.visit(path, element.getAsString());
    }
  }
}
