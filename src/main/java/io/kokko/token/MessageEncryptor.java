package io.kokko.token;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Optional;

/**
 * Encrypts a message so that nobody can read or change it without the key.
 *
 * <p>A prefix, then in base64 for URLs without padding: the nonce, the tag, the encrypted message.
 *
 * @see <a
 *     href="https://github.com/elixir-plug/plug_crypto/blob/main/lib/plug/crypto/message_encryptor.ex">Plug.Crypto.MessageEncryptor</a>
 */
final class MessageEncryptor {

  private static final String PREFIX = "XCP.";

  /** Names a cipher that Plug used before; it stayed part of the form. */
  private static final byte[] ASSOCIATED = "A128GCM".getBytes(US_ASCII);

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int NONCE = XChaCha20Poly1305.NONCE_BYTES;
  private static final int TAG = XChaCha20Poly1305.TAG_BYTES;

  private MessageEncryptor() {}

  static String encrypt(byte[] message, byte[] key) {
    byte[] nonce = new byte[NONCE];
    RANDOM.nextBytes(nonce);
    byte[] encrypted = XChaCha20Poly1305.encrypt(key, nonce, ASSOCIATED, message);
    ByteBuffer all =
        ByteBuffer.allocate(NONCE + encrypted.length)
            .put(nonce)
            .put(encrypted, message.length, TAG)
            .put(encrypted, 0, message.length);
    return PREFIX + Base64Url.encode(all.array());
  }

  /** Returns the message, or nothing if it is not one that was encrypted with this key. */
  static Optional<byte[]> decrypt(String token, byte[] key) {
    if (!token.startsWith(PREFIX)) {
      return Optional.empty();
    }
    return Base64Url.decode(token.substring(PREFIX.length()))
        .filter(all -> all.length >= NONCE + TAG)
        .flatMap(all -> decrypt(ByteBuffer.wrap(all), key));
  }

  private static Optional<byte[]> decrypt(ByteBuffer all, byte[] key) {
    byte[] nonce = new byte[NONCE];
    byte[] tag = new byte[TAG];
    all.get(nonce).get(tag);
    ByteBuffer encrypted = ByteBuffer.allocate(all.remaining() + TAG).put(all).put(tag);
    return XChaCha20Poly1305.decrypt(key, nonce, ASSOCIATED, encrypted.array());
  }
}
