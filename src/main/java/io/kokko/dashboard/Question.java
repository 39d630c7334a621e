package io.kokko.dashboard;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * Is what one node asks another.
 *
 * @param since the number of the last sample that the asker has
 * @param tap asks for what was heard, or null to ask for a report
 */
record Question(long since, @Nullable TapRequest tap) {

  static Question of(JsonNode json) {
    JsonNode tap = json.path("tap");
    return new Question(
        json.path("since").asLong(),
        tap.isObject()
            ? new TapRequest(
                tap.path("id").asText(),
                TapRequest.Kind.valueOf(tap.path("kind").asText()),
                tap.path("what").asText())
            : null);
  }
}
