package io.kokko.hello;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.kokko.message.JsonPayload;
import io.kokko.message.Payload;

/**
 * Answers a ping.
 *
 * @param ping the word pong, or the phrase that the client asked for
 */
public record Pong(JsonNode ping) {

  private static final JsonNode PONG = TextNode.valueOf("pong");

  static Pong of(String phrase) {
    return new Pong(TextNode.valueOf(phrase));
  }

  /** Answers with the ping's {@code ack_phrase}, where it has one. */
  static Pong to(Payload ping) {
    JsonNode phrase = ping instanceof JsonPayload ? ping.json().get("ack_phrase") : null;
    return new Pong(phrase == null ? PONG : phrase);
  }
}
