package io.kokko.token;

import com.typesafe.config.Config;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes texts that a client can carry but not make or change, and with {@link #encrypt} not read
 * either; a Phoenix application with the same secret takes them, and the other way round.
 *
 * <p>Any thread may call it.
 *
 * @see <a href="https://hexdocs.pm/phoenix/Phoenix.Token.html">Phoenix.Token</a>
 */
public final class Token {

  /** Lets a token be good for ever; Phoenix's {@code :infinity}. */
  public static final Duration FOREVER = Duration.ofSeconds(Long.MAX_VALUE);

  private static final int ID_BYTES = 16;
  private static final Duration DEFAULT_MAX_AGE = Duration.ofDays(1);
  private static final Atom INFINITY = new Atom("infinity");
  private static final Atom DATA = new Atom("data");
  private static final Atom SIGNED = new Atom("signed");

  private final KeyGenerator keys;
  private final InstantSource clock;

  Token(String secretKeyBase, InstantSource clock) {
    this.keys = new KeyGenerator(secretKeyBase);
    this.clock = clock;
  }

  /** Makes tokens with a secret, best of 64 random bytes or more. */
  public static Token of(String secretKeyBase) {
    return new Token(secretKeyBase, InstantSource.system());
  }

  /**
   * Makes tokens with the secret of {@code kokko.endpoint.secret-key-base}.
   *
   * @throws WeakSecretException if that is no secret for production, and this is production
   */
  public static Token of(Config config) {
    return of(SecretKeyBase.of(config));
  }

  /**
   * Signs data; anybody can read it.
   *
   * @param salt says what the token is for, so that it is good for nothing else; not empty
   * @param data null, a string, a boolean, bytes, a whole or a floating number, an {@link Atom}, or
   *     a list, map or {@link Tuple} of such
   */
  public String sign(String salt, @Nullable Object data) {
    return sign(salt, data, TokenOptions.defaults());
  }

  /** Signs data; anybody can read it. */
  public String sign(String salt, @Nullable Object data, TokenOptions options) {
    return MessageVerifier.sign(encode(data, options), keys.generate(salt, options));
  }

  /** Checks a token that {@link #sign} has made. */
  public TokenResult verify(String salt, @Nullable String token) {
    return verify(salt, token, TokenOptions.defaults());
  }

  /** Checks a token, and takes it only for so long after it was signed. */
  public TokenResult verify(String salt, @Nullable String token, Duration maxAge) {
    return verify(salt, token, TokenOptions.defaults().maxAge(maxAge));
  }

  /** Checks a token that {@link #sign} has made. */
  public TokenResult verify(String salt, @Nullable String token, TokenOptions options) {
    return token == null
        ? new TokenResult.Missing()
        : result(MessageVerifier.verify(token, keys.generate(salt, options)), options);
  }

  /**
   * Encrypts data, so that nobody else can read it.
   *
   * @param secret says what the token is for, as the salt of {@link #sign} does
   */
  public String encrypt(String secret, @Nullable Object data) {
    return encrypt(secret, data, TokenOptions.defaults());
  }

  /** Encrypts data, so that nobody else can read it. */
  public String encrypt(String secret, @Nullable Object data, TokenOptions options) {
    return MessageEncryptor.encrypt(encode(data, options), encryptionKey(secret, options));
  }

  /** Reads a token that {@link #encrypt} has made. */
  public TokenResult decrypt(String secret, @Nullable String token) {
    return decrypt(secret, token, TokenOptions.defaults());
  }

  /** Reads a token, and takes it only for so long after it was encrypted. */
  public TokenResult decrypt(String secret, @Nullable String token, Duration maxAge) {
    return decrypt(secret, token, TokenOptions.defaults().maxAge(maxAge));
  }

  /** Reads a token that {@link #encrypt} has made. */
  public TokenResult decrypt(String secret, @Nullable String token, TokenOptions options) {
    return token == null
        ? new TokenResult.Missing()
        : result(MessageEncryptor.decrypt(token, encryptionKey(secret, options)), options);
  }

  private byte[] encryptionKey(String secret, TokenOptions options) {
    if (options.keyLengthBytes() != XChaCha20Poly1305.KEY_BYTES) {
      throw new IllegalArgumentException(
          "keyLengthBytes: " + options.keyLengthBytes() + " (expected: 32 to encrypt)");
    }
    return keys.generate(secret, options);
  }

  private byte[] encode(@Nullable Object data, TokenOptions options) {
    long signedAtMillis =
        options.signedAt() == null ? clock.millis() : options.signedAt().toEpochMilli();
    Duration maxAge = options.maxAge() == null ? DEFAULT_MAX_AGE : options.maxAge();
    return TermWriter.write(Tuple.of(data, signedAtMillis, spelled(maxAge)));
  }

  private static Object spelled(Duration maxAge) {
    if (maxAge.equals(FOREVER)) {
      return INFINITY;
    }
    return maxAge.toNanosPart() == 0 ? (Object) maxAge.toSeconds() : maxAge.toMillis() / 1000.0;
  }

  private TokenResult result(Optional<byte[]> message, TokenOptions options) {
    if (message.isEmpty()) {
      return new TokenResult.Invalid();
    }
    try {
      return checked(signed(TermReader.read(message.get())), id(message.get()), options);
    } catch (MalformedTermException foreign) {
      return new TokenResult.Invalid();
    }
  }

  /**
   * Names a token by what was signed and when; not by its text, which could be spelled in other
   * ways that are as good.
   */
  private static String id(byte[] message) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(message);
      return Base64Url.encode(Arrays.copyOf(digest, ID_BYTES));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every JDK has SHA-256", impossible);
    }
  }

  /** What a token says, beside its proof. */
  private record Signed(@Nullable Object data, long signedAtMillis, Duration maxAge) {}

  /** Reads the form of today, and the two that older libraries wrote. */
  private static Signed signed(@Nullable Object term) {
    if (term instanceof Tuple tuple && tuple.elements().size() == 3) {
      Object maxAge = tuple.elements().get(2);
      return new Signed(tuple.elements().get(0), millis(tuple.elements().get(1)), age(maxAge));
    }
    if (term instanceof Tuple tuple && tuple.elements().size() == 2) {
      return new Signed(tuple.elements().get(0), millis(tuple.elements().get(1)), DEFAULT_MAX_AGE);
    }
    if (term instanceof Map<?, ?> map && map.containsKey(DATA)) {
      return new Signed(map.get(DATA), millis(map.get(SIGNED)), DEFAULT_MAX_AGE);
    }
    throw new MalformedTermException("token without data or without a time");
  }

  private static long millis(@Nullable Object term) {
    if (term instanceof Number number) {
      return number.longValue();
    }
    throw new MalformedTermException("token without a time");
  }

  private static Duration age(@Nullable Object term) {
    if (INFINITY.equals(term)) {
      return FOREVER;
    }
    if (term instanceof Number seconds) {
      return Duration.ofMillis((long) (seconds.doubleValue() * 1000));
    }
    throw new MalformedTermException("token without an age");
  }

  private TokenResult checked(Signed signed, String id, TokenOptions options) {
    Duration maxAge = options.maxAge() == null ? signed.maxAge() : options.maxAge();
    if (maxAge.equals(FOREVER)) {
      return new TokenResult.Ok(signed.data(), id, Instant.MAX);
    }
    if (maxAge.isNegative() || maxAge.isZero()) {
      return new TokenResult.Expired();
    }
    long ageMillis = clock.millis() - signed.signedAtMillis();
    if (ageMillis < 0) {
      return new TokenResult.Invalid();
    }
    return Duration.ofMillis(ageMillis).compareTo(maxAge) > 0
        ? new TokenResult.Expired()
        : new TokenResult.Ok(signed.data(), id, expiry(signed, maxAge));
  }

  private static Instant expiry(Signed signed, Duration maxAge) {
    try {
      return Instant.ofEpochMilli(signed.signedAtMillis()).plus(maxAge);
    } catch (ArithmeticException | DateTimeException beyond) {
      return Instant.MAX;
    }
  }
}
