package io.kokko.token;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What may be said about a token beside its salt and data; Phoenix's options of the same names.
 *
 * <p>Immutable; each method returns new options. Who verifies has to name the same key as who
 * signed.
 *
 * @param keyIterations of PBKDF2; 1000 unless said otherwise
 * @param keyLengthBytes 32 unless said otherwise, which encryption needs
 * @param keyDigest {@link KeyDigest#SHA256} unless said otherwise
 * @param signedAt when the token counts as signed; null for now
 * @param maxAge how long it is good, {@link Token#FOREVER} for always; null for what the token
 *     says, or for a day where it is signed. Who verifies has the last word
 */
public record TokenOptions(
    int keyIterations,
    int keyLengthBytes,
    KeyDigest keyDigest,
    @Nullable Instant signedAt,
    @Nullable Duration maxAge) {

  private static final TokenOptions DEFAULTS =
      new TokenOptions(1000, 32, KeyDigest.SHA256, null, null);

  /** Checks that the key can be derived. */
  public TokenOptions {
    requirePositive("keyIterations", keyIterations);
    requirePositive("keyLengthBytes", keyLengthBytes);
  }

  private static void requirePositive(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: >= 1)");
    }
  }

  /** Returns what holds when nobody says otherwise. */
  public static TokenOptions defaults() {
    return DEFAULTS;
  }

  /** Says how many rounds the key's derivation takes. */
  public TokenOptions keyIterations(int iterations) {
    return new TokenOptions(iterations, keyLengthBytes, keyDigest, signedAt, maxAge);
  }

  /** Says how long the derived key is. */
  public TokenOptions keyLengthBytes(int bytes) {
    return new TokenOptions(keyIterations, bytes, keyDigest, signedAt, maxAge);
  }

  /** Says what the key is derived with. */
  public TokenOptions keyDigest(KeyDigest digest) {
    return new TokenOptions(keyIterations, keyLengthBytes, digest, signedAt, maxAge);
  }

  /** Says when the token counts as signed. */
  public TokenOptions signedAt(Instant instant) {
    return new TokenOptions(keyIterations, keyLengthBytes, keyDigest, instant, maxAge);
  }

  /** Says how long the token is good. */
  public TokenOptions maxAge(Duration age) {
    return new TokenOptions(keyIterations, keyLengthBytes, keyDigest, signedAt, age);
  }
}
