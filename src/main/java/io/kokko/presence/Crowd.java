package io.kokko.presence;

import com.fasterxml.jackson.databind.JsonNode;
import io.kokko.message.JsonPayload;
import io.kokko.message.Payload;
import java.util.Optional;

/**
 * How much of a crowded topic's presence a client wants to hear.
 *
 * @param name as the client writes it: {@code count} or {@code top:20}
 * @param top how many keys it hears of; 0 for none but their number
 */
record Crowd(String name, int top) {

  /** The one key of a join's params, and of its reply, that is not the application's. */
  static final String EXTENSIONS = "_x";

  static final String PRESENCE = "presence";

  private static final String TOP = "top:";
  private static final int MAX_TOP = 1000;

  /**
   * Reads {@code {"_x": {"presence": "count"}}}. Nothing for a client that wants to hear all, says
   * nothing, or says what nobody understands.
   */
  static Optional<Crowd> of(Payload params) {
    if (!(params instanceof JsonPayload json) || !json.isObject()) {
      return Optional.empty();
    }
    JsonNode wanted = json.json().path(EXTENSIONS).path(PRESENCE);
    return wanted.isTextual() ? parse(wanted.textValue()) : Optional.empty();
  }

  private static Optional<Crowd> parse(String name) {
    if (name.equals("count")) {
      return Optional.of(new Crowd(name, 0));
    }
    if (!name.matches(TOP + "[1-9][0-9]{0,3}")) {
      return Optional.empty();
    }
    int top = Math.min(Integer.parseInt(name.substring(TOP.length())), MAX_TOP);
    return Optional.of(new Crowd(TOP + top, top));
  }

  /** Names where the clients of a topic that want this are told; no client can join it. */
  String subscribed(String topic) {
    return topic + "\u0000" + name;
  }
}
