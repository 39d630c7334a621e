package io.kokko.channel;

import com.fasterxml.jackson.databind.JsonNode;
import io.kokko.message.JsonPayload;
import io.kokko.message.Payload;
import io.kokko.message.Position;
import org.jspecify.annotations.Nullable;

/**
 * What a client asks of the stream that it joins, under the key {@code kokko} of the join's params.
 *
 * @param positions whether it wants to know the positions of messages
 * @param wanted where it wants to continue, or null
 * @param client what it calls itself, so that it does not hear after a reconnect what it has
 *     broadcast from itself before; or null
 */
record StreamRequest(boolean positions, @Nullable Position wanted, @Nullable String client) {

  /** The key in params and replies that is Kokko's own. */
  static final String KEY = "kokko";

  /** Is in no stream, since a store names each epoch by some letters. */
  private static final Position NOWHERE = new Position("", 0);

  private static final int MAX_NAME = 64;
  private static final StreamRequest NOTHING = new StreamRequest(false, null, null);

  static StreamRequest of(Payload params) {
    if (!(params instanceof JsonPayload json && json.isObject())) {
      return NOTHING;
    }
    JsonNode asked = json.json().path(KEY);
    JsonNode resume = asked.path("resume");
    boolean positions = resume.isObject() || resume.asBoolean(false);
    return new StreamRequest(
        positions, resume.isObject() ? position(resume) : null, client(asked.path("client")));
  }

  /** Whatever is no position is one that cannot be continued. */
  private static Position position(JsonNode resume) {
    JsonNode epoch = resume.path("epoch");
    JsonNode offset = resume.path("offset");
    return epoch.isTextual() && offset.isIntegralNumber() && offset.canConvertToLong()
        ? new Position(epoch.textValue(), offset.longValue())
        : NOWHERE;
  }

  private static @Nullable String client(JsonNode client) {
    return client.isTextual() && client.textValue().length() <= MAX_NAME
        ? client.textValue()
        : null;
  }
}
