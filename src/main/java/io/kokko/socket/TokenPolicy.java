package io.kokko.socket;

import java.time.Duration;
import java.time.Instant;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Says how long a socket lives on the token that it was opened with, and what may prolong that.
 *
 * <p>A client that joins the topic {@code phoenix:session} is told some time before the end, by
 * {@code token_expiring}, and pushes {@code refresh} with {@code {"token": …}}. Other clients need
 * not know of it: their socket is closed with 1008 when the token expires, and they come back with
 * a new one.
 *
 * <p>Immutable; each method returns a new policy. Its functions run as {@code connect} does, and
 * must not block.
 *
 * @param <A> the assigns
 */
public final class TokenPolicy<A> {

  /** Takes the token of a client that is connected, or refuses it, as {@code connect} does. */
  @FunctionalInterface
  public interface Refresh<A> {

    /**
     * Decides.
     *
     * @param assigns what the socket has now
     * @return new assigns, whose socket id must be the same; those of channels that have been
     *     joined stay as they are
     */
    ConnectResult<A> refresh(A assigns, String token) throws Exception;
  }

  private static final Duration NOTICE = Duration.ofMinutes(1);

  private final Function<A, @Nullable Instant> expiry;
  private final Function<A, @Nullable String> id;
  private final Refresh<A> refresh;
  private final Duration notice;
  private final BiPredicate<A, String> allows;
  private final @Nullable UnaryOperator<A> afterExpiry;

  private TokenPolicy(
      Function<A, @Nullable Instant> expiry,
      Function<A, @Nullable String> id,
      Refresh<A> refresh,
      Duration notice,
      BiPredicate<A, String> allows,
      @Nullable UnaryOperator<A> afterExpiry) {
    this.expiry = expiry;
    this.id = id;
    this.refresh = refresh;
    this.notice = notice;
    this.allows = allows;
    this.afterExpiry = afterExpiry;
  }

  /**
   * Starts a policy.
   *
   * @param expiry when the token of these assigns expires, or null if it never does
   */
  public static <A> TokenPolicy<A> expiring(Function<A, @Nullable Instant> expiry) {
    return new TokenPolicy<>(
        expiry,
        assigns -> null,
        (assigns, token) -> ConnectResult.error(),
        NOTICE,
        (assigns, topic) -> true,
        null);
  }

  /**
   * Names tokens, so that {@code Endpoint.revoke} finds their sockets; {@code TokenResult.Ok.id} is
   * such a name. Null is a token that cannot be revoked.
   */
  public TokenPolicy<A> id(Function<A, @Nullable String> tokenId) {
    return new TokenPolicy<>(expiry, tokenId, refresh, notice, allows, afterExpiry);
  }

  /** Takes new tokens; without this all are refused. */
  public TokenPolicy<A> refresh(Refresh<A> taking) {
    return new TokenPolicy<>(expiry, id, taking, notice, allows, afterExpiry);
  }

  /**
   * Says how long before the end clients are told, a minute if nobody says otherwise.
   *
   * @throws IllegalArgumentException if that would be after it
   */
  public TokenPolicy<A> notice(Duration before) {
    if (before.isNegative()) {
      throw new IllegalArgumentException("notice: " + before + " (expected: 0 or longer)");
    }
    return new TokenPolicy<>(expiry, id, refresh, before, allows, afterExpiry);
  }

  /**
   * Says which topics a client may have, by its assigns. Asked after a refresh and after the expiry
   * for each topic it has joined; what is allowed no more ends with {@code phx_close}.
   */
  public TokenPolicy<A> allows(BiPredicate<A, String> topics) {
    return new TokenPolicy<>(expiry, id, refresh, notice, topics, afterExpiry);
  }

  /**
   * Lets sockets live on when their token has expired, with what is left of their assigns: the
   * channels that these do not {@linkplain #allows allow} end. Without this the socket is closed.
   */
  public TokenPolicy<A> afterExpiry(UnaryOperator<A> lessened) {
    return new TokenPolicy<>(expiry, id, refresh, notice, allows, lessened);
  }

  @Nullable Instant expiry(A assigns) {
    return expiry.apply(assigns);
  }

  @Nullable String id(A assigns) {
    return id.apply(assigns);
  }

  ConnectResult<A> refresh(A assigns, String token) throws Exception {
    return refresh.refresh(assigns, token);
  }

  Duration notice() {
    return notice;
  }

  boolean allows(A assigns, String topic) {
    return allows.test(assigns, topic);
  }

  @Nullable UnaryOperator<A> afterExpiry() {
    return afterExpiry;
  }
}
