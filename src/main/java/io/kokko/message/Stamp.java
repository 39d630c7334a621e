package io.kokko.message;

import org.jspecify.annotations.Nullable;

/**
 * Says where a broadcast stands in the stream of its topic.
 *
 * @param origin names the client that does not want to hear it, or null
 */
public record Stamp(Position position, @Nullable String origin) {

  /** Returns what clients that asked for positions get as the message's ref: {@code s:e:12}. */
  public Ref ref() {
    return Ref.of("s:" + position);
  }
}
