package io.kokko.token;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What became of a token that was to be verified or decrypted. */
public sealed interface TokenResult {

  /**
   * The token is good, and this was signed.
   *
   * @param data null, {@link Boolean}, {@link Long}, {@link BigInteger}, {@link Double}, {@link
   *     String}, {@code byte[]} for bytes that are no UTF-8, {@link List}, {@link Map}, {@link
   *     Tuple} or {@link Atom}
   * @param id names the token, as a {@code jti} does: the same for each copy of it and however it
   *     is spelled, another one for data signed at another time
   * @param expiresAt when it is good no more; {@link Instant#MAX} if it is for ever
   */
  record Ok(@Nullable Object data, String id, Instant expiresAt) implements TokenResult {

    /**
     * Returns the data as text.
     *
     * @throws IllegalStateException if it is something else
     */
    public String text() {
      return as(String.class);
    }

    /**
     * Returns the data as a whole number.
     *
     * @throws IllegalStateException if it is something else
     */
    public long number() {
      return as(Long.class);
    }

    /**
     * Returns the data as bytes.
     *
     * @throws IllegalStateException if it is neither bytes nor text
     */
    public byte[] bytes() {
      return data instanceof String text ? text.getBytes(UTF_8) : as(byte[].class);
    }

    /**
     * Returns the data as a list.
     *
     * @throws IllegalStateException if it is something else
     */
    public List<?> list() {
      return as(List.class);
    }

    /**
     * Returns the data as a map; its keys are texts, or atoms where Elixir has signed such.
     *
     * @throws IllegalStateException if it is something else
     */
    public Map<?, ?> map() {
      return as(Map.class);
    }

    private <T> T as(Class<T> type) {
      if (!type.isInstance(data)) {
        throw new IllegalStateException(
            "token data: "
                + (data == null ? "null" : data.getClass().getSimpleName())
                + " (expected: "
                + type.getSimpleName()
                + ")");
      }
      return type.cast(data);
    }
  }

  /** There was no token. */
  record Missing() implements TokenResult {}

  /** It was not made with this secret and salt, was changed, or comes from the future. */
  record Invalid() implements TokenResult {}

  /** It was good once, but is too old. */
  record Expired() implements TokenResult {}
}
