package io.kokko.channel;

import io.kokko.message.Payload;
import java.util.Map;

/** Lists the payloads that the server itself answers, as Phoenix words them. */
public final class Wire {

  /** No channel is there for the topic, or none is joined. */
  public static final Reply UNMATCHED_TOPIC = reason("unmatched topic");

  /** The join failed with an exception. */
  public static final Reply JOIN_CRASHED = reason("join crashed");

  /** The socket has as many channels as it may. */
  public static final Reply TOO_MANY_CHANNELS = reason("too many channels joined");

  /** What keeps the stream of the topic does not answer. */
  public static final Reply STREAM_UNAVAILABLE = reason("stream unavailable");

  /** A push with this key was begun before, and has not been answered. */
  public static final Reply OUTCOME_UNKNOWN = reason("outcome unknown");

  /** The payload of {@code phx_error}. */
  static final Payload CHANNEL_CRASH = Payload.of(Map.of("reason", "channel_crash"));

  private Wire() {}

  private static Reply reason(String text) {
    return Reply.error(Map.of("reason", text));
  }
}
