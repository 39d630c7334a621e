package io.kokko.reference;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.Map;

/**
 * Makes frames with presences comparable, since each run has times and refs of its own: a time is
 * as good as another, and a ref becomes the number in whose place it was first told. So an update's
 * {@code phx_ref_prev} and a leave must still name the ref of their join.
 */
final class Metas {

  private static final String REF = "[\\w-]{16}";

  /** The transcript and the server number theirs alike, as long as they tell the same. */
  private final Map<String, String> told = new HashMap<>();

  private final Map<String, String> heard = new HashMap<>();

  /** Returns the frame of the server in comparable form. */
  JsonNode heard(JsonNode frame) {
    return comparable(frame, heard);
  }

  /** Returns the frame of the transcript in comparable form. */
  JsonNode told(JsonNode frame) {
    return comparable(frame, told);
  }

  private static JsonNode comparable(JsonNode frame, Map<String, String> numbers) {
    JsonNode copy = frame.deepCopy();
    for (JsonNode object : copy.findParents("phx_ref")) {
      ObjectNode meta = (ObjectNode) object;
      number(meta, "phx_ref_prev", numbers);
      number(meta, "phx_ref", numbers);
      if (meta.path("online_at").isIntegralNumber()) {
        meta.put("online_at", "a time");
      }
    }
    return copy;
  }

  private static void number(ObjectNode meta, String field, Map<String, String> numbers) {
    String ref = meta.path(field).asText();
    if (ref.matches(REF)) {
      meta.put(field, numbers.computeIfAbsent(ref, first -> "ref " + numbers.size()));
    }
  }
}
