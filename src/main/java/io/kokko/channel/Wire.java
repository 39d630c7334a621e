package io.kokko.channel;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.kokko.message.Payload;
import java.util.Map;
import java.util.concurrent.TimeUnit;

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

  /** The token that the client has sent is not taken. */
  public static final Reply TOKEN_REFUSED = reason("token refused");

  /** The application failed at the token. */
  public static final Reply REFRESH_CRASHED = reason("refresh crashed");

  /** One token after the other. */
  public static final Reply REFRESH_UNDER_WAY = reason("refresh under way");

  /** The payload of {@code phx_error}. */
  static final Payload CHANNEL_CRASH = Payload.of(Map.of("reason", "channel_crash"));

  private Wire() {}

  /**
   * Answers what came too early.
   *
   * @param waitNanos how long it should have waited
   */
  public static Reply rateLimited(long waitNanos) {
    long millis = TimeUnit.NANOSECONDS.toMillis(waitNanos) + 1;
    return Reply.error(new RateLimited("rate_limited", millis));
  }

  private record RateLimited(String reason, @JsonProperty("retry_after_ms") long retryAfterMs) {}

  private static Reply reason(String text) {
    return Reply.error(Map.of("reason", text));
  }
}
