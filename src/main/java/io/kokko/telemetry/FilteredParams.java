package io.kokko.telemetry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kokko.message.JsonPayload;
import io.kokko.message.Payload;
import io.kokko.message.PayloadException;
import java.util.List;
import java.util.Map;

/**
 * Makes parameters fit to be logged: the values of keys that contain a listed word are replaced.
 *
 * @param words for example {@code password} and {@code token}, Phoenix's default
 * @see <a
 *     href="https://hexdocs.pm/phoenix/Phoenix.Logger.html#module-parameter-filtering">Parameter
 *     filtering</a>
 */
public record FilteredParams(List<String> words) {

  private static final String FILTERED = "[FILTERED]";

  public FilteredParams {
    words = List.copyOf(words);
  }

  /** Returns query parameters as text. */
  public String text(Map<String, String> params) {
    ObjectNode shown = JsonNodeFactory.instance.objectNode();
    params.forEach((key, value) -> shown.put(key, isFiltered(key) ? FILTERED : value));
    return shown.toString();
  }

  /** Returns a payload as text; of one that is binary, or cannot be read, only the size. */
  public String text(Payload payload) {
    if (payload instanceof JsonPayload) {
      try {
        return filtered(payload.json()).toString();
      } catch (PayloadException unreadable) {
        // A number beyond all bounds, which is nobody's trouble but its handler's.
        return size(payload);
      }
    }
    return size(payload);
  }

  private static String size(Payload payload) {
    return payload.sizeInBytes() + " bytes";
  }

  private JsonNode filtered(JsonNode node) {
    if (node instanceof ObjectNode object) {
      ObjectNode shown = object.objectNode();
      object
          .properties()
          .forEach(
              entry ->
                  shown.set(
                      entry.getKey(),
                      isFiltered(entry.getKey())
                          ? object.textNode(FILTERED)
                          : filtered(entry.getValue())));
      return shown;
    }
    if (node instanceof ArrayNode array) {
      ArrayNode shown = array.arrayNode();
      array.forEach(element -> shown.add(filtered(element)));
      return shown;
    }
    return node;
  }

  private boolean isFiltered(String key) {
    return words.stream().anyMatch(key::contains);
  }
}
