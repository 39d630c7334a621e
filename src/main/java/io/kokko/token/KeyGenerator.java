package io.kokko.token;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * Derives a key for each salt from one secret, and keeps the last ones, since that takes a while.
 *
 * <p>Any thread may call it.
 *
 * @see <a
 *     href="https://github.com/elixir-plug/plug_crypto/blob/main/lib/plug/crypto/key_generator.ex">Plug.Crypto.KeyGenerator</a>
 */
final class KeyGenerator {

  private record Derivation(String salt, int iterations, int lengthBytes, KeyDigest digest) {}

  private static final int MAX_KEPT = 100;

  private final char[] secret;

  /** Guarded by itself. */
  private final Map<Derivation, byte[]> kept =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Derivation, byte[]> eldest) {
          return size() > MAX_KEPT;
        }
      };

  KeyGenerator(String secret) {
    this.secret = secret.toCharArray();
  }

  /** Returns the key itself, not a copy, which nobody may change. */
  byte[] generate(String salt, TokenOptions options) {
    Derivation wanted =
        new Derivation(
            salt, options.keyIterations(), options.keyLengthBytes(), options.keyDigest());
    synchronized (kept) {
      byte[] key = kept.get(wanted);
      if (key != null) {
        return key;
      }
    }
    byte[] derived = derive(wanted);
    synchronized (kept) {
      kept.put(wanted, derived);
    }
    return derived;
  }

  private byte[] derive(Derivation wanted) {
    PBEKeySpec spec =
        new PBEKeySpec(
            secret,
            wanted.salt().getBytes(UTF_8),
            wanted.iterations(),
            wanted.lengthBytes() * Byte.SIZE);
    try {
      return SecretKeyFactory.getInstance(wanted.digest().algorithm())
          .generateSecret(spec)
          .getEncoded();
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every JDK has " + wanted.digest(), impossible);
    } finally {
      spec.clearPassword();
    }
  }
}
