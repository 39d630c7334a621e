package io.kokko.message;

import org.jspecify.annotations.Nullable;

/**
 * One message between a client and a server, free of how it is written on the wire.
 *
 * <p>Immutable; any thread may use it.
 *
 * @see <a
 *     href="https://github.com/phoenixframework/phoenix/blob/v1.8/lib/phoenix/socket/message.ex">Phoenix.Socket.Message</a>
 */
public sealed interface Message {

  /** Carries an event to a channel, or from a channel to its client (then {@code ref} is null). */
  record Push(@Nullable Ref joinRef, @Nullable Ref ref, String topic, String event, Payload payload)
      implements Message {}

  /** Answers the push that had the same {@code ref}. */
  record Reply(
      @Nullable Ref joinRef, @Nullable Ref ref, String topic, String status, Payload response)
      implements Message {}

  /**
   * Goes to every subscriber of its topic.
   *
   * @param stamp where it stands in its stream, or null for what is in none
   */
  record Broadcast(String topic, String event, Payload payload, @Nullable Stamp stamp)
      implements Message {

    /** Is in no stream. */
    public Broadcast(String topic, String event, Payload payload) {
      this(topic, event, payload, null);
    }
  }

  /**
   * Came from a client with a topic or an event that is no string, so that no channel is meant.
   *
   * @param topic any JSON value
   * @param event any JSON value
   */
  record Stray(@Nullable Ref joinRef, @Nullable Ref ref, @Nullable Ref topic, @Nullable Ref event)
      implements Message {}

  /** Answers a {@link Stray}, whose topic is echoed as it came. */
  record StrayReply(
      @Nullable Ref joinRef,
      @Nullable Ref ref,
      @Nullable Ref topic,
      String status,
      Payload response)
      implements Message {}
}
