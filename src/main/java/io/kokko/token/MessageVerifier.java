package io.kokko.token;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Puts a keyed hash behind a message, and checks it.
 *
 * <p>Three parts in base64 for URLs without padding, with dots between them: the name of the hash
 * function, the message, and the hash of both as they stand there.
 *
 * @see <a
 *     href="https://github.com/elixir-plug/plug_crypto/blob/main/lib/plug/crypto/message_verifier.ex">Plug.Crypto.MessageVerifier</a>
 */
final class MessageVerifier {

  private static final String HS256 = "SFMyNTY";

  /** The encoded names of JSON Web Algorithms and what the JDK calls them. */
  private static final Map<String, String> ALGORITHMS =
      Map.of(HS256, "HmacSHA256", "SFMzODQ", "HmacSHA384", "SFM1MTI", "HmacSHA512");

  private MessageVerifier() {}

  static String sign(byte[] message, byte[] key) {
    String signed = HS256 + "." + Base64Url.encode(message);
    return signed + "." + Base64Url.encode(hash("HmacSHA256", signed, key));
  }

  /** Returns the message, or nothing if it is not one that was signed with this key. */
  static Optional<byte[]> verify(String token, byte[] key) {
    String[] parts = token.split("\\.", -1);
    String algorithm = ALGORITHMS.get(parts[0]);
    if (parts.length != 3 || algorithm == null) {
      return Optional.empty();
    }
    byte[] expected = hash(algorithm, parts[0] + "." + parts[1], key);
    return Base64Url.decode(parts[2])
        .filter(hash -> MessageDigest.isEqual(expected, hash))
        .flatMap(hash -> Base64Url.decode(parts[1]));
  }

  private static byte[] hash(String algorithm, String text, byte[] key) {
    try {
      Mac mac = Mac.getInstance(algorithm);
      mac.init(new SecretKeySpec(key, algorithm));
      return mac.doFinal(text.getBytes(US_ASCII));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every JDK has " + algorithm, impossible);
    }
  }
}
