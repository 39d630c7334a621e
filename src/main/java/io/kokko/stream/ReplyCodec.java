package io.kokko.stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.kokko.channel.Reply;
import io.kokko.message.JsonPayload;
import io.kokko.message.Payload;
import java.util.Base64;

/**
 * Words the answer to a push as a store keeps it: its status, a line feed, {@code j} and JSON or
 * {@code b} and bytes as base64. The status is written as JSON too, so it has no line feed.
 */
final class ReplyCodec {

  static String encode(Reply reply) {
    String status = JsonNodeFactory.instance.textNode(reply.status()).toString();
    return reply.response() instanceof JsonPayload json
        ? status + "\nj" + json
        : status + "\nb" + Base64.getEncoder().encodeToString(reply.response().toByteArray());
  }

  static Reply decode(String stored) {
    int end = stored.indexOf('\n');
    String status = Payload.ofJson(stored.substring(0, end)).as(JsonNode.class).textValue();
    String response = stored.substring(end + 2);
    return stored.charAt(end + 1) == 'j'
        ? new Reply(status, Payload.ofJson(response))
        : new Reply(status, Payload.binary(Base64.getDecoder().decode(response)));
  }

  private ReplyCodec() {}
}
